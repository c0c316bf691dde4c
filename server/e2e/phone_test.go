package e2e

import (
	"net/http"
	"net/url"
	"time"

	"github.com/deskside/deskside/connectors/identity"
)

// phone is somebody in the street.
type phone struct {
	*tab
	number string
}

// hangUp ends the call; on a busy machine a press may meet nothing, and is made again.
func (p *phone) hangUp() {
	p.t.Helper()
	pressed := time.Time{}
	await(p.t, patience, p.name+": hang up", func() error {
		if _, err := p.element("#done").object(); err == nil {
			return nil
		}
		if time.Since(pressed) > 2*time.Second {
			o, err := p.button("Hang up").object()
			if err != nil {
				return err
			}
			if err := p.press(o); err != nil {
				return err
			}
			pressed = time.Now()
		}
		return complain("the call goes on")
	})
}

// Numbers of people that both CRMs know, and of one that neither does.
const (
	aikosPhone  = "+14155550134"
	sharedPhone = "+14155550177" // Samuel's and Lena Okafor's
	unknown     = "+14155550187"
	withheld    = "anonymous"
)

func (s *sandbox) phone(number string) *phone {
	s.t.Helper()
	return &phone{s.open("the phone "+number, s.at["phone"]+"?number="+url.QueryEscape(number)), number}
}

// call dials our number.
func (p *phone) call(c crm) {
	p.t.Helper()
	p.element(`.favourites button[data-key="` + c.number + `"]`).click()
	p.button("Call").click()
}

// behaves says what the number does when it is called: manual, answer, busy, no-answer.
func (s *sandbox) behaves(number, how string) {
	s.t.Helper()
	s.do(http.MethodPut, s.at["twilio"]+"/_sandbox/phone/numbers/"+url.PathEscape(number), map[string]any{"behaviour": how, "after_ms": 300})
}

// shown is a number as the notes of the sandbox's accounts show it, which are in the US.
func shown(number string) string { return identity.Display(number, "US") }
