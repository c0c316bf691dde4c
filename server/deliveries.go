package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/deskside/deskside/config"
)

const deliveriesUsage = `Held writes are a work list. These commands act on the running server.

	deskside deliveries list  [-state held] [-account NAME]   what stands where, and why
	deskside deliveries show  KEY                             the exact text that is, or will be, written
	deskside deliveries retry KEY                             try again
	deskside deliveries move  -ticket ID KEY                  send everything of this contact to another ticket;
	                                                          -ticket new opens one
	deskside deliveries drop  -reason TEXT KEY                do not write it; the reason is recorded

Each takes --config FILE first, as serve does.
`

// deliveries is the command line of held writes: it does what the admin page does.
func deliveries(ctx context.Context, cfg *config.Config, args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		return errors.New(deliveriesUsage)
	}
	flags := flag.NewFlagSet("deliveries "+args[0], flag.ContinueOnError)
	flags.SetOutput(stderr)
	state := flags.String("state", "", "only those that are waiting, sending, held, landed or dropped")
	account := flags.String("account", "", "only those of this account")
	ticket := flags.String("ticket", "", "the other ticket's `id`, or new")
	reason := flags.String("reason", "", "why it is dropped")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	key := flags.Arg(0)
	id, _, whole := strings.Cut(key, "-")
	switch {
	case args[0] == "list":
	case flags.NArg() != 1:
		return errors.New("name one write by its key; `deliveries list` shows them")
	case !whole || len(id) != 26: // an interaction's id, and what it is of it
		return fmt.Errorf("%q is no write's key; `deliveries list` shows them", key)
	case args[0] == "move" && *ticket == "":
		return errors.New("say where to with -ticket: another ticket's id, or new")
	case args[0] == "drop" && *reason == "":
		return errors.New("say why with -reason: it is recorded")
	}
	desk, err := operate(ctx, cfg)
	if err != nil {
		return err
	}
	if args[0] == "list" {
		return desk.list(ctx, stdout, *state, *account)
	}
	write := "/v1/interactions/" + url.PathEscape(id) + "/writes/" + url.PathEscape(key)
	switch args[0] {
	case "show":
		return desk.show(ctx, stdout, write)
	case "retry":
		return desk.call(ctx, http.MethodPost, "/v1/admin/writes/"+url.PathEscape(key)+"/retry", nil, nil)
	case "move":
		body := map[string]any{"ticket": *ticket}
		if *ticket == "new" {
			body = map[string]any{"new": true}
		}
		return desk.call(ctx, http.MethodPost, "/v1/interactions/"+url.PathEscape(id)+"/ticket", body, nil)
	case "drop":
		return desk.call(ctx, http.MethodPost, write+"/drop", map[string]any{"reason": *reason}, nil)
	}
	return fmt.Errorf("there is no command %q\n\n%s", args[0], deliveriesUsage)
}

// operator talks to the running server as an admin.
type operator struct {
	base, token string
	client      *http.Client
}

// page is as many writes as the server gives at once.
const page = 500

func (o *operator) list(ctx context.Context, stdout io.Writer, state, account string) error {
	q := url.Values{"limit": {strconv.Itoa(page)}}
	if state != "" {
		q.Set("state", state)
	}
	if account != "" {
		q.Set("account", account)
	}
	tw := tabwriter.NewWriter(stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(tw, "STATE\tACCOUNT\tSINCE\tTICKET\tKEY\tWHY")
	for {
		var out struct {
			Writes []struct {
				Seq                                       int64
				Key, Account, Kind, State, Reason, Ticket string
				CreatedAt                                 time.Time `json:"created_at"`
			}
		}
		if err := o.call(ctx, http.MethodGet, "/v1/admin/writes?"+q.Encode(), nil, &out); err != nil {
			return err
		}
		for _, w := range out.Writes {
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\n", w.State, w.Account, w.CreatedAt.UTC().Format("2006-01-02 15:04:05"), cmp.Or(w.Ticket, "-"), w.Key, w.Reason)
		}
		if len(out.Writes) < page {
			return tw.Flush()
		}
		q.Set("before", strconv.FormatInt(out.Writes[page-1].Seq, 10))
	}
}

func (o *operator) show(ctx context.Context, stdout io.Writer, path string) error {
	var out struct {
		Kind, Ticket, Text string
		Files              []struct {
			Name        string
			ContentType string `json:"content_type"`
			Size        int64
		}
	}
	if err := o.call(ctx, http.MethodGet, path, nil, &out); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s, for ticket %s\n\n%s\n", out.Kind, cmp.Or(out.Ticket, "that is not chosen yet"), out.Text)
	for _, f := range out.Files {
		fmt.Fprintf(stdout, "file %s (%s, %d bytes)\n", f.Name, f.ContentType, f.Size)
	}
	return nil
}

func (o *operator) call(ctx context.Context, method, path string, body, into any) error {
	var send io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		send = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, o.base+path, send)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+o.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := o.client.Do(req)
	if err != nil {
		return fmt.Errorf("the server does not answer: is it running? %w", err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		var refusal struct{ Code, Message string }
		if json.Unmarshal(raw, &refusal) != nil || refusal.Message == "" {
			return fmt.Errorf("the server answered %s", resp.Status)
		}
		return errors.New(refusal.Message)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(raw, into)
}
