package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// writeStates that a list can be of.
var writeStates = []string{"waiting", "sending", "held", "landed", "dropped"}

func checkState(in *invocation) error {
	if state := in.flags["state"]; in.given("state") && !slices.Contains(writeStates, state) {
		return &misuse{says: fmt.Sprintf("No write is %q: say %s.", state, strings.Join(writeStates, ", ")), about: in.command.name}
	}
	return nil
}

// checkKey of a write: an interaction's id, and what it is of it.
func checkKey(in *invocation) error {
	if id, _, whole := strings.Cut(in.args[0], "-"); !whole || len(id) != 26 {
		return &misuse{says: fmt.Sprintf("%q is no write's key; deskside deliveries list shows them.", in.args[0]), about: in.command.name}
	}
	return nil
}

func checkMove(in *invocation) error {
	if in.flags["ticket"] == "" {
		return &misuse{says: "Say where to with -ticket: another ticket's id, or new.", about: in.command.name}
	}
	return checkKey(in)
}

func checkDrop(in *invocation) error {
	if in.flags["reason"] == "" {
		return &misuse{says: "Say why with -reason: it is recorded.", about: in.command.name}
	}
	return checkKey(in)
}

func listWrites(ctx context.Context, in *invocation) error {
	state, account := in.flags["state"], in.flags["account"]
	if _, ok := in.cfg.Account(account); account != "" && !ok {
		return fmt.Errorf("there is no account %q in the configuration", account)
	}
	desk, err := operate(ctx, in.cfg)
	if err != nil {
		return err
	}
	return desk.list(ctx, in.stdout, state, account)
}

func showWrite(ctx context.Context, in *invocation) error {
	desk, w, err := in.write(ctx)
	if err != nil {
		return err
	}
	return desk.show(ctx, in.stdout, w.path())
}

// retryWrite says what came of it: one that has landed is not tried again.
func retryWrite(ctx context.Context, in *invocation) error {
	desk, w, err := in.write(ctx)
	if err != nil {
		return err
	}
	stands, err := desk.standing(ctx, w)
	if err != nil {
		return err
	}
	switch stands.State {
	case "landed":
		fmt.Fprintf(in.stdout, "It has landed in ticket %s, at %s. Nothing is tried again.\n", stands.Ticket, stands.Since.UTC().Format(writtenTime))
		return nil
	case "dropped":
		return fmt.Errorf("it was dropped at %s, and a write that was dropped is not tried again", stands.Since.UTC().Format(writtenTime))
	}
	if err := desk.call(ctx, http.MethodPost, "/v1/admin/writes/"+url.PathEscape(w.key)+"/retry", nil, nil); err != nil {
		return err
	}
	fmt.Fprintln(in.stdout, "It is tried again now; deskside deliveries list says what comes of it.")
	return nil
}

func moveWrite(ctx context.Context, in *invocation) error {
	ticket := in.flags["ticket"]
	desk, w, err := in.write(ctx)
	if err != nil {
		return err
	}
	body := map[string]any{"ticket": ticket}
	if ticket == "new" {
		body = map[string]any{"new": true}
	}
	if err := desk.call(ctx, http.MethodPost, "/v1/interactions/"+url.PathEscape(w.interaction)+"/ticket", body, nil); err != nil {
		return err
	}
	where := "ticket " + ticket
	if ticket == "new" {
		where = "a new ticket, which is opened for it"
	}
	fmt.Fprintf(in.stdout, "Everything of this contact goes to %s.\n", where)
	return nil
}

func dropWrite(ctx context.Context, in *invocation) error {
	desk, w, err := in.write(ctx)
	if err != nil {
		return err
	}
	if err := desk.call(ctx, http.MethodPost, w.path()+"/drop", map[string]any{"reason": in.flags["reason"]}, nil); err != nil {
		return err
	}
	fmt.Fprintln(in.stdout, "It is dropped: it will not be written, and the reason is recorded.")
	return nil
}

// namedWrite is one write, by the key that a list shows.
type namedWrite struct{ interaction, key string }

func (w namedWrite) path() string {
	return "/v1/interactions/" + url.PathEscape(w.interaction) + "/writes/" + url.PathEscape(w.key)
}

// write that a command is about, and the server that has it.
func (in *invocation) write(ctx context.Context) (*operator, namedWrite, error) {
	id, _, _ := strings.Cut(in.args[0], "-")
	desk, err := operate(ctx, in.cfg)
	return desk, namedWrite{interaction: id, key: in.args[0]}, err
}

// operator talks to the running server as an admin.
type operator struct {
	base, token string
	client      *http.Client
}

// writtenTime is how instants are printed, in UTC.
const writtenTime = "2006-01-02 15:04:05"

// standing of a write.
type standing struct {
	State, Ticket string
	Since         time.Time
}

// standing is where a write stands now.
func (o *operator) standing(ctx context.Context, w namedWrite) (standing, error) {
	var out struct {
		Items []struct {
			Key      string
			Delivery standing
		}
		Ticket struct{ Number string }
	}
	if err := o.call(ctx, http.MethodGet, "/v1/interactions/"+url.PathEscape(w.interaction), nil, &out); err != nil {
		return standing{}, err
	}
	for _, it := range out.Items {
		if it.Key == w.key {
			it.Delivery.Ticket = cmp.Or(out.Ticket.Number, it.Delivery.Ticket)
			return it.Delivery, nil
		}
	}
	// It is unknown, or was moved: the server says which, and under which key it goes on.
	if err := o.call(ctx, http.MethodGet, w.path(), nil, nil); err != nil {
		return standing{}, err
	}
	return standing{}, fmt.Errorf("there is no write %s", w.key)
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
	for first := true; ; first = false {
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
		switch {
		case first && len(out.Writes) == 0:
			_, err := fmt.Fprintf(stdout, "No write is %s.\n", cmp.Or(state, "there"))
			return err
		case first:
			fmt.Fprintln(tw, "STATE\tACCOUNT\tSINCE\tTICKET\tKEY\tWHY")
		}
		for _, w := range out.Writes {
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\n", w.State, w.Account, w.CreatedAt.UTC().Format(writtenTime), cmp.Or(w.Ticket, "-"), w.Key, w.Reason)
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
