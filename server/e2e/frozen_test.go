package e2e

import (
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestFrozen: nobody is rung whose page the browser has frozen, or whose machine sleeps. Who
// comes back finds what they have missed, and why, and rings again, also when the socket has
// died meanwhile, as it does within half a minute.
func TestFrozen(t *testing.T) {
	t.Parallel()
	s, c := start(t), crms[0]
	mias, jonass := s.desk(c, mia), s.desk(c, jonas)
	mias.lifecycle(page.SetWebLifecycleStateStateFrozen)
	s.reaches(mia, false, true)

	aiko := s.phone(aikosPhone)
	aiko.call(c)
	jonass.rings("Aiko Tanaka")
	jonass.accept()
	aiko.hangUp()
	jonass.wrapUp("Resolved", "It was about the invoice.")
	aiko.button("Done").click()

	s.reaches(mia, false, false)
	mias.lifecycle(page.SetWebLifecycleStateStateActive)
	mias.ready()
	mias.widget.see(".missed summary", "1 call passed you by")
	mias.widget.element(".missed summary").click()
	mias.widget.see(".missed", shown(aikosPhone), "The browser had frozen this tab")
	mias.picture("frozen-tab")
	s.reaches(mia, true, true)
	aiko.call(c)
	mias.rings("Aiko Tanaka")
	mias.accept()
	aiko.see("#callstatus", "Speaking with the agent")
	aiko.hangUp()
	mias.wrapUp("Resolved", "It rings again.")
}

// lifecycle of a page as the browser has it: frozen, nothing of it runs.
func (d *desk) lifecycle(state page.SetWebLifecycleStateState) {
	d.t.Helper()
	seen := state == page.SetWebLifecycleStateStateActive // a page that counts as looked at is never frozen
	if err := chromedp.Do(d.ctx, command(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: seen}),
		command(page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})); err != nil {
		d.t.Fatal(err)
	}
}

// reaches waits until the server says whether it reaches an agent, and whether a page of
// theirs is open.
func (s *sandbox) reaches(agent string, reachable, open bool) {
	s.t.Helper()
	await(s.t, 2*patience, agent+" is reached", func() error {
		token, err := s.signIn("support")
		if err != nil {
			return err
		}
		r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.at["deskside"]+"/v1/team", nil)
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+token)
		var team struct {
			Agents []struct {
				Agent           struct{ Name string }
				Reachable, Open bool
			}
		}
		if err := ask(r, &team); err != nil {
			return err
		}
		for _, a := range team.Agents {
			if a.Agent.Name == agent && a.Reachable == reachable && a.Open == open {
				return nil
			}
		}
		return complain("the team is %+v", team.Agents)
	})
}
