package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

type writeRows struct {
	Writes []struct {
		Key, Interaction, Account, Kind, State, Reason string
		Attempts                                       int
		Since                                          time.Time
	}
}

func TestOverview(t *testing.T) {
	e := open(t, nil)
	id := e.ring(callSID(1), "+15550101234")
	e.contact("message") // finished at once: not live
	var o struct {
		Accounts []struct {
			Name, Kind, URL, State, Reason, Organisation string
			Until                                        time.Time
			CheckedAt                                    time.Time `json:"checked_at"`
			Findings                                     []string
			Counts                                       *struct{ Waiting int }
		}
		Queues []struct {
			Name             string
			Waiting, Talking int
			Oldest           time.Time
		}
		Live   []interactionView
		Counts struct{ Waiting, Sending, Held, Landed int }
		Agents []struct{ Agent struct{ ID string } }
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/overview", e.admin(), nil, &o)
	if len(o.Accounts) != 3 || o.Accounts[0].Name != "support" || o.Accounts[1].Kind != "salesforce" || o.Accounts[2].Name != "twilio" {
		t.Fatalf("%+v", o.Accounts)
	}
	if a := o.Accounts[0]; a.State != "trouble" || a.Reason == "" || a.Until.IsZero() || a.CheckedAt.IsZero() || len(a.Findings) != 1 || a.Organisation != "Acme" {
		t.Errorf("%+v", a)
	}
	if a := o.Accounts; a[0].Counts == nil || a[0].Counts.Waiting != 3 || a[1].Counts == nil || a[1].Counts.Waiting != 0 || a[2].Counts != nil {
		t.Errorf("%+v", a)
	}
	if q := o.Queues; len(q) != 2 || q[0].Name != "default" || q[0].Waiting != 1 || !q[0].Oldest.Equal(e.clock.Now()) || q[1].Waiting != 0 {
		t.Errorf("%+v", q)
	}
	if o.Accounts[2].State != "unknown" {
		t.Errorf("%+v", o.Accounts[2])
	}
	if len(o.Live) != 1 || o.Live[0].ID != id || o.Counts.Waiting != 3 { // two contexts and a message
		t.Errorf("%+v %+v", o.Live, o.Counts)
	}
	// An admin of one account sees that one's writes alone.
	e.ask(http.StatusOK, "GET", "/v1/admin/overview", e.adminOf("sales"), nil, &o)
	if len(o.Live) != 0 || o.Counts.Waiting != 0 {
		t.Errorf("%+v %+v", o.Live, o.Counts)
	}
}

func (e *edge) adminOf(account string) string {
	return e.issue(session.Claims{Role: session.Admin, Account: account, Agent: interaction.Agent{ID: account + "/root", Name: "Root"}})
}

func TestWritesAndAnotherTry(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	e.ask(http.StatusOK, "PUT", "/v1/interactions/"+c.Interaction+"/notes/note-0001", e.agent("support", "ann"), map[string]any{"text": "A note."}, nil)
	admin := e.admin()
	var rows writeRows
	e.ask(http.StatusOK, "GET", "/v1/admin/writes", admin, nil, &rows)
	if len(rows.Writes) != 2 || rows.Writes[0].Kind != "note" || rows.Writes[1].Kind != "contact" || rows.Writes[0].State != "waiting" {
		t.Fatalf("newest first: %+v", rows.Writes)
	}
	key := rows.Writes[0].Key
	e.clock.Advance(time.Minute)
	_, err := e.config.Decider.Update(t.Context(), e.config.Store, interaction.ID(c.Interaction), interaction.Hold{Keys: []string{key}, Kind: "gone", Reason: interaction.Because("zendesk_closed")})
	e.must(err)
	e.ask(http.StatusOK, "GET", "/v1/admin/writes?state=held&account=support&limit=5", admin, nil, &rows)
	if len(rows.Writes) != 1 || rows.Writes[0].Key != key || rows.Writes[0].Reason != "The ticket is closed in Zendesk and takes nothing more." || !rows.Writes[0].Since.Equal(e.clock.Now()) {
		t.Fatalf("%+v", rows.Writes)
	}
	for _, query := range []string{"?account=sales", "?state=landed"} {
		e.ask(http.StatusOK, "GET", "/v1/admin/writes"+query, admin, nil, &rows)
		if len(rows.Writes) != 0 {
			t.Errorf("%s: %+v", query, rows.Writes)
		}
	}
	// An admin of one account cannot ask for another's.
	e.ask(http.StatusOK, "GET", "/v1/admin/writes?account=support", e.adminOf("sales"), nil, &rows)
	if len(rows.Writes) != 0 {
		t.Errorf("%+v", rows.Writes)
	}
	for _, unknown := range []string{"x", "01jq9999999999999999999999-note-1-1"} {
		e.want(e.send(request{method: "POST", path: "/v1/admin/writes/" + unknown + "/retry", token: admin}), http.StatusNotFound, "not_found")
	}
	e.ask(http.StatusNoContent, "POST", "/v1/admin/writes/"+key+"/retry", admin, nil, nil)
	if e.crm.reopenings() != 1 {
		t.Error("the account's writes do not flow again")
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/writes?state=held", admin, nil, &rows)
	if len(rows.Writes) != 0 {
		t.Errorf("still held: %+v", rows.Writes)
	}
	e.ask(http.StatusNoContent, "POST", "/v1/admin/writes/"+key+"/retry", admin, nil, nil) // twice is once
}

// TestOverviewCountsEverybody: with more calls than the overview lists, a queue's count
// and its longest wait are still those of all.
func TestOverviewCountsEverybody(t *testing.T) {
	e := open(t, nil)
	first := e.clock.Now()
	for n := range 120 {
		e.ring(callSID(n+1), "+15550101234")
		e.clock.Advance(time.Second)
	}
	var o struct {
		Queues []struct {
			Name    string
			Waiting int
			Oldest  time.Time
		}
		Live   []interactionView
		Active int
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/overview", e.admin(), nil, &o)
	if q := o.Queues[0]; q.Waiting != 120 || !q.Oldest.Equal(first) || o.Active != 120 || len(o.Live) != 100 {
		t.Errorf("%d wait since %s, %d active, %d listed", q.Waiting, q.Oldest, o.Active, len(o.Live))
	}
}
