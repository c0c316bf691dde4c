package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/app"
)

// story knows how far the story of the first page has been played: the server itself
// is asked what has happened, so it does not matter who did it and where.
type story struct {
	file    string // of the server's configuration
	process process
	// planned starts of the server: all but those after it was killed.
	planned atomic.Int64
}

// asking the server takes no longer than this.
const asking = 2 * time.Second

// contact as the server tells of it.
type contact struct {
	ID                          string
	Account, Channel, Direction string
	Agent                       *struct{ Name string }
	Items                       []struct {
		Kind     string
		From     string
		Delivery struct{ State string }
	}
}

// landed reports whether something of a kind stands in the CRM.
func (c contact) landed(kind string) bool {
	for _, it := range c.Items {
		if it.Kind == kind && it.Delivery.State == "landed" {
			return true
		}
	}
	return false
}

// done are the steps of story.js that have happened, by their names there.
func (s *story) done(ctx context.Context) ([]string, error) {
	var out []string
	if now := s.process.Status(ctx); now.Up && int64(now.Starts) > s.planned.Load() {
		out = append(out, "kill")
	}
	contacts, err := s.contacts(ctx)
	return append(out, steps(contacts)...), err
}

func steps(contacts []contact) []string {
	seen := map[string]bool{}
	for _, c := range contacts {
		if c.Channel != "voice" {
			continue
		}
		logged := c.landed("call-log") && c.landed("wrap-up")
		if c.Direction == "outbound" {
			seen["back"] = seen["back"] || c.landed("call-log")
			continue
		}
		for step, is := range map[string]bool{
			"call": c.landed("contact"), "photo": c.Agent != nil && c.landed("file"), "note": c.landed("note"),
			"hangup": logged, "salesforce": logged && c.Account == "sales",
		} {
			seen[step] = seen[step] || is
		}
	}
	var out []string
	for _, step := range []string{"call", "photo", "note", "hangup", "back", "salesforce"} {
		if seen[step] {
			out = append(out, step)
		}
	}
	return out
}

// contacts of the server, the newest first.
func (s *story) contacts(ctx context.Context) ([]contact, error) {
	ctx, cancel := context.WithTimeout(ctx, asking)
	defer cancel()
	cfg, err := config.Load(s.file, nil)
	if err != nil {
		return nil, err
	}
	base, token, err := app.Operator(ctx, cfg, "sandbox")
	if err != nil {
		return nil, err
	}
	var list struct{ Interactions []contact }
	if err := ask(ctx, base+"/v1/interactions?limit=200", token, &list); err != nil {
		return nil, err
	}
	for i, head := range list.Interactions { // what has landed stands in the whole alone
		if err := ask(ctx, base+"/v1/interactions/"+head.ID, token, &list.Interactions[i]); err != nil {
			return nil, err
		}
	}
	return list.Interactions, nil
}

// ask the server, as an operator.
func ask(ctx context.Context, address, token string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the server answers %s", answer.Status)
	}
	return json.NewDecoder(io.LimitReader(answer.Body, 16<<20)).Decode(into)
}
