package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
)

// quiet waits until no write of the account waits or is being sent.
func (s *sandbox) quiet(c crm) {
	s.t.Helper()
	account := map[string]string{"zendesk": "support", "salesforce": "sales"}[c.kind]
	await(s.t, patience, "all writes done", func() error {
		token, err := s.signIn(account)
		if err != nil {
			return err
		}
		for _, state := range []string{"waiting", "sending"} {
			r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.at["deskside"]+"/v1/admin/writes?account="+account+"&state="+state, nil)
			if err != nil {
				return err
			}
			r.Header.Set("Authorization", "Bearer "+token)
			var list struct {
				Writes []struct{ Key, Reason string }
			}
			if err := ask(r, &list); err != nil {
				return err
			}
			if len(list.Writes) > 0 {
				return complain("%s: %+v", state, list.Writes)
			}
		}
		return nil
	})
}

func (s *sandbox) signIn(account string) (string, error) {
	doc, err := json.Marshal(map[string]string{"account": account, "user": "admin", "name": "Admin", "role": "admin"})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.at["deskside"]+"/v1/sessions/sandbox", bytes.NewReader(doc))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	var session struct{ Token string }
	return session.Token, ask(r, &session)
}

func ask(r *http.Request, into any) error {
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode >= 300 {
		return complain("%s: %s", r.URL.Path, answer.Status)
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// TestAdmin: the admin sees the accounts, what is live, and every write with its state.
func TestAdmin(t *testing.T) { everywhere(t, admin) }

func admin(t *testing.T, s *sandbox, c crm) {
	desk := s.desk(c, mia)
	page := s.open("the admin", s.at["admin"])
	account := map[string]string{"zendesk": "support", "salesforce": "sales"}[c.kind]
	page.see(".account", account, c.name, "Connected")
	page.see(".agents li", mia, "Reachable")

	shop := s.shop(c, "sound")
	shop.call()
	page.see("section tbody tr", "Aiko Tanaka", "Damaged item", "Ringing")
	desk.rings("Aiko Tanaka")
	desk.accept()
	page.see("section tbody tr", "Aiko Tanaka", "On a call", mia)
	page.element("[role=tab]", "In the CRM", "1").click()
	page.see("[role=tabpanel] tbody tr", "Who called, and why", account)
	page.see(".queues li", "default", "1 on a call")

	page.element(".views a", "Health").click()
	page.see(".check.good", "credentials", "Signed in at")
	page.see(".check.warn", "public_url", "Set public_url to an https address")
	page.element("button", "Rehearse").click()
	page.see(".rehearsal", "None was sent.")
	page.see(".requests li", "POST", "/api/v2/tickets.json")
	page.element(".views a", "Record").click()
	page.see("tbody tr", "Admin", "played a rehearsal", "support")
	page.see("tbody tr", mia, "signed in")
}
