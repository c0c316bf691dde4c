package twiliotest

import (
	"net/http"
	"net/url"
	"time"
)

// Unknowns are what nobody outside Twilio knows of it. Each zero value is a guess of ours;
// whatever hangs on one of them is to hold with the other too.
type Unknowns struct {
	// Unregistered is how a call to a browser ends for which no page has registered:
	// no-answer or failed. Empty: no-answer.
	Unregistered string
	// KickEndsCall: a participant who is deleted, and who came by TwiML, is hung up on,
	// instead of going on with the action or the next verb.
	KickEndsCall bool
	// LoneMusic: who is left alone in a conference hears the waiting music again, instead of nothing.
	LoneMusic bool
	// ParamsShadow: a field that a browser gives with its call takes the place of Twilio's own
	// of the same name, but for those that say which call it is and who calls.
	ParamsShadow bool
	// MaxParams is how many characters a browser's fields may have, as a query; a call with
	// more is refused with 31103. 0: any number.
	MaxParams int
	// HeldExitHolds: EndConferenceOnExit that is set while a participant is on hold takes effect.
	HeldExitHolds bool
	// MediaStatus is how the place is told where a recording has moved to: 302 or 307. 0: 302.
	MediaStatus int
	// QueueFullStatus is how a text is refused whose number has too many waiting: 400 or 429. 0: 400.
	QueueFullStatus int
	// ListedAfter is how long after it was made a text is in no list.
	ListedAfter time.Duration
}

func (u Unknowns) filled() Unknowns {
	if u.Unregistered == "" {
		u.Unregistered = "no-answer"
	}
	if u.MediaStatus == 0 {
		u.MediaStatus = http.StatusFound
	}
	if u.QueueFullStatus == 0 {
		u.QueueFullStatus = http.StatusBadRequest
	}
	return u
}

// identifying fields are Twilio's own, whatever a browser sends. (Were they not, a browser
// could be anybody.)
var identifying = []string{"CallSid", "AccountSid", "From", "Caller", "ApiVersion"}

// shadow lets a browser's fields take the place of others. Callers hold mu.
func (s *Server) shadow(c *call, f url.Values) {
	if !s.opt.Unknowns.ParamsShadow || c.params == nil {
		return
	}
	own := url.Values{}
	for _, name := range identifying {
		own[name] = f[name]
	}
	merge(f, c.params)
	merge(f, own)
}
