package admin

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
)

// recentEvents are how far back the list of troubles looks.
const recentEvents = 2000

// ListTroubles says why writes were delayed or held lately, and how many still are. It is
// read from the log, so that a restart forgets nothing and every replica says the same.
func (s *Admins) ListTroubles(c *gin.Context) {
	ctx := c.Request.Context()
	head, err := s.Store.Head(ctx)
	if err != nil {
		s.Fail(c, err)
		return
	}
	entries, err := s.Store.Feed(ctx, max(head-recentEvents, 0), recentEvents)
	if err != nil {
		s.Fail(c, err)
		return
	}
	type cause struct {
		account, text, detail string
		kind                  contract.TroubleKind
	}
	found, keys := map[cause]*contract.Trouble{}, map[cause]map[string]bool{}
	standing := map[string]cause{} // why a write stands still, by its key
	for _, e := range entries {
		if !edge.Administers(edge.Claims(c), e.Account) {
			continue
		}
		k := cause{account: e.Account}
		var about []string
		switch d := e.Event.Data.(type) {
		case interaction.WriteDelayed:
			k.text, k.kind, about = view.ReasonText(d.Kind, view.Why(d.Why, d.Said), s.Lexicon(e.Account)), contract.TroubleKindDelayed, d.Keys
		case interaction.WriteHeld:
			k.text, k.kind, about = view.ReasonText(d.Kind, view.Why(d.Why, d.Said), s.Lexicon(e.Account)), contract.TroubleKindHeld, []string{d.Key}
			k.detail = d.Detail
		case interaction.WriteLanded:
			delete(standing, d.Key)
			continue
		case interaction.WriteRetried:
			delete(standing, d.Key)
			continue
		case interaction.WriteDropped:
			delete(standing, d.Key)
			continue
		case interaction.WritesRehomed: // what stood still is written elsewhere, under other keys
			for _, key := range d.Keys {
				delete(standing, key)
			}
			continue
		default:
			continue
		}
		if found[k] == nil {
			found[k], keys[k] = &contract.Trouble{Account: k.account, Text: k.text, Detail: contract.Opt(k.detail), Kind: k.kind}, map[string]bool{}
		}
		t := found[k]
		t.Times++
		t.LastAt, t.Interaction = e.Event.At, contract.Opt(string(e.Interaction))
		for _, key := range about {
			keys[k][key] = true
			standing[key] = k
		}
		t.Writes = len(keys[k])
	}
	for _, k := range standing {
		found[k].Still++
	}
	out := contract.TroubleList{Troubles: []contract.Trouble{}}
	for _, t := range found {
		out.Troubles = append(out.Troubles, *t)
	}
	slices.SortFunc(out.Troubles, func(a, b contract.Trouble) int { return b.LastAt.Compare(a.LastAt) })
	c.JSON(http.StatusOK, out)
}
