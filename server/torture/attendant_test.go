package torture

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// attendant is the person who works through what the server holds for one.
type attendant struct {
	*stage
	admin string // token

	held map[string]int // reasons that were seen
}

// rounds until ctx ends.
func (a *attendant) rounds(ctx context.Context) {
	for ctx.Err() == nil {
		if err := a.round(ctx); err != nil && ctx.Err() == nil {
			a.fleet.trouble("the work list of held writes: %v", err)
		}
		pause(ctx, 4*look)
	}
}

func (a *attendant) round(ctx context.Context) error {
	var list struct {
		Writes []struct{ Key, Interaction, Account, Reason string }
	}
	if err := a.send(ctx, request{method: "GET", path: "/v1/admin/writes?state=held&limit=500", token: a.admin}, &list); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, w := range list.Writes {
		if w.Reason == "" {
			return fmt.Errorf("%s is held without a reason", w.Key)
		}
		a.held[w.Reason]++
		if seen[w.Interaction] {
			continue
		}
		seen[w.Interaction] = true
		if err := a.help(ctx, w.Account, w.Interaction); err != nil {
			return err
		}
	}
	return nil
}

// help one interaction along.
func (a *attendant) help(ctx context.Context, account, id string) error {
	token := a.tokens[account][0]
	v, err := a.interaction(ctx, token, id)
	if err != nil {
		return err
	}
	for _, r := range a.remedies(v, a.ledger.find(id)) {
		r.path, r.token = "/v1/interactions/"+id+r.path, token
		err := a.send(ctx, r, nil)
		if bad := new(refusal); errors.As(err, &bad) && bad.status == http.StatusConflict {
			return nil // looked at again in the next round
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// remedies are a ticket where that is the question, else another try for each
// write that was seen to be held.
func (a *attendant) remedies(v view, story *story) []request {
	var tries []request
	for _, it := range v.Items {
		switch {
		case it.Delivery.State != "held":
		case it.Kind == "pointer": // word of the move cannot be left on a ticket that is gone
			return []request{{method: "POST", path: "/writes/" + it.Key + "/drop", body: map[string]any{"reason": "The old ticket takes no notes."}}}
		default:
			tries = append(tries, request{method: "POST", path: "/retry", body: map[string]any{"key": it.Key}})
			if story != nil && v.Ticket.State != "unclear" {
				story.setAside(it)
			}
		}
	}
	if v.Ticket.State != "unclear" {
		return tries
	}
	choice := map[string]any{"new": true}
	if story != nil {
		story.mu.Lock()
		defer story.mu.Unlock()
		if story.shelter != "" {
			choice = map[string]any{"ticket": story.shelter}
		}
	}
	return []request{{method: "POST", path: "/ticket", body: choice}}
}
