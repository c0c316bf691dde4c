package twiliotest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// message is one text. All fields are guarded by Server.mu.
type message struct {
	sid, from, to, body    string
	direction, status      string
	media                  []TextMedia
	segments               int
	code                   int // why it was not delivered
	created, updated, sent time.Time
	callback               string
	wait                   time.Duration // behind others of its number
}

// Message is a text as tests and phones look at it.
type Message struct {
	SID       string      `json:"sid"`
	From      string      `json:"from"`
	To        string      `json:"to"`
	Body      string      `json:"body"`
	Direction string      `json:"direction"` // inbound, outbound-api, outbound-reply
	Status    string      `json:"status"`
	Segments  int         `json:"segments"`
	Code      int         `json:"code"`
	Media     []TextMedia `json:"media"`
	Created   time.Time   `json:"created"`
}

// TextMedia comes with a text.
type TextMedia struct {
	URL         string `json:"url"`
	ContentType string `json:"content_type"`
}

// Texting is what becomes of texts to one number.
type Texting struct {
	// Ends is how: delivered, sent (and nothing more is heard), undelivered or failed. Empty: delivered.
	Ends string `json:"ends"`
	Code int    `json:"code"` // of undelivered and failed: 30003, 30005, 30007 …
	// Refused is the code with which the request itself is refused: 21211, 21408, 21612, 21614 …
	Refused int `json:"refused"`
	// AfterMS is how long it takes from sent to the end. 0: a second.
	AfterMS int `json:"after_ms"`
}

// Texts sets what becomes of texts to a number.
func (s *Server) Texts(number string, t Texting) error {
	if t.Ends != "" && !slices.Contains([]string{"delivered", "sent", "undelivered", "failed"}, t.Ends) {
		return fmt.Errorf("no end %q of a text", t.Ends)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texting[number] = t
	return nil
}

// Messages lists all texts, the oldest first.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.messages {
		out = append(out, m.view())
	}
	return out
}

// Phone lists what the phone with that number shows: what it has sent, and what has arrived.
func (s *Server) Phone(number string) []Message {
	return slices.DeleteFunc(s.Messages(), func(m Message) bool {
		return m.From != number && (m.To != number || m.Status != "sent" && m.Status != "delivered")
	})
}

// ForgetTexts empties all phones; nobody has opted out, and nothing waits.
func (s *Server) ForgetTexts() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages, s.texting, s.outbox, s.optedOut = nil, map[string]Texting{}, map[string]*bucket{}, map[pair]bool{}
}

func (m *message) view() Message {
	return Message{SID: m.sid, From: m.from, To: m.to, Body: m.body, Direction: m.direction, Status: m.status, Segments: m.segments, Code: m.code, Media: m.media, Created: m.created}
}

// refusals of texts by code, as Twilio words them.
var refusals = map[int]string{
	21211: "Invalid 'To' Phone Number",
	21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
	21602: "Message body is required",
	21606: "The 'From' phone number provided is not a valid, SMS-capable inbound phone number or short code for your account",
	21610: "Attempt to send to unsubscribed recipient",
	21611: "This 'From' number has exceeded the maximum number of queued messages",
	21612: "The message cannot be sent with the current combination of 'To' and 'From' parameters",
	21614: "'To' number is not a valid mobile number",
	21617: "The concatenated message body exceeds the 1600 character limit",
}

// createMessage queues a text. Callers hold mu.
func (s *Server) createMessage(f url.Values) answer {
	from, to, body := f.Get("From"), f.Get("To"), f.Get("Body")
	t := s.texting[to]
	n := s.numbers[from]
	refuse := func(code int) answer {
		status := 400
		if code == 21611 {
			status = s.opt.Unknowns.QueueFullStatus
		}
		return problem(status, code, refusals[code]+": "+to)
	}
	switch {
	case to == "":
		return problem(400, 21604, "A 'To' phone number is required")
	case n == nil:
		return refuse(21606)
	case !e164.MatchString(to):
		return refuse(21211)
	case t.Refused != 0:
		return refuse(t.Refused)
	case body == "" && len(f["MediaUrl"]) == 0:
		return refuse(21602)
	case len(utf16.Encode([]rune(body))) > 1600:
		return refuse(21617)
	case !callable(f.Get("StatusCallback")):
		return problem(400, 21609, "The 'StatusCallback' URL is not a valid URL")
	case s.optedOut[pair{from, to}]:
		return refuse(21610)
	}
	m := &message{from: from, to: to, body: body, direction: "outbound-api", callback: f.Get("StatusCallback")}
	for _, u := range f["MediaUrl"] {
		m.media = append(m.media, TextMedia{URL: u})
	}
	m.segments, _ = Segments(body)
	line := s.outbox[from]
	if line == nil {
		line = &bucket{rate: 1, free: s.clock.Now()} // a long code sends one part a second
		s.outbox[from] = line
	}
	if line.free.Sub(s.clock.Now()) > longestQueue {
		return refuse(21611)
	}
	m.wait = line.take(s.clock.Now())
	for range m.segments - 1 {
		line.take(s.clock.Now())
	}
	s.addMessage(m, "queued")
	s.clock.After(m.wait, func() { s.locked(func() { s.sendOut(m) }) })
	return answer{status: 201, body: s.messageJSON(m)}
}

// longestQueue of one number: ten hours of texts.
const longestQueue = 10 * time.Hour

// pair of numbers between which texts go: ours, and the customer's.
type pair struct{ ours, theirs string }

// addMessage of that status. Callers hold mu.
func (s *Server) addMessage(m *message, status string) {
	prefix := "SM"
	if len(m.media) > 0 {
		prefix = "MM"
	}
	m.sid, m.status, m.created, m.updated = newSID(prefix), status, s.clock.Now(), s.clock.Now()
	s.messages = remember(s.messages, m)
	s.touch()
}

// sendOut hands a text on to the network. Callers hold mu.
func (s *Server) sendOut(m *message) {
	m.sent = s.clock.Now()
	t := s.texting[m.to]
	if t.Ends == "failed" { // without having left
		s.moveMessage(m, "failed", t.Code)
		return
	}
	s.moveMessage(m, "sent", 0)
	end := t.Ends
	if end == "" {
		end = "delivered"
	}
	if end == "sent" {
		return
	}
	after := time.Duration(t.AfterMS) * time.Millisecond
	if after == 0 {
		after = time.Second
	}
	s.clock.After(after, func() { s.locked(func() { s.moveMessage(m, end, t.Code) }) })
}

// moveMessage to a status, and tell. Twilio does not tell of the first one. Callers hold mu.
func (s *Server) moveMessage(m *message, status string, code int) {
	m.status, m.updated, m.code = status, s.clock.Now(), code
	s.touch()
	if m.callback == "" {
		return
	}
	f := formOf(map[string]string{
		"MessageSid": m.sid, "SmsSid": m.sid, "AccountSid": s.opt.AccountSID, "From": m.from, "To": m.to,
		"MessageStatus": status, "SmsStatus": status, "ApiVersion": "2010-04-01",
	})
	if code != 0 {
		f.Set("ErrorCode", strconv.Itoa(code))
	}
	if status == "delivered" || status == "undelivered" {
		f.Set("RawDlrDoneDate", m.updated.UTC().Format("0601021504"))
	}
	s.tell(hook{about: m.sid, address: m.callback, kind: callbackKind, form: f})
}

// keywordsOf texts, as whole messages in any case, that Twilio acts on by itself.
var keywordsOf = map[string]string{
	"STOP": "STOP", "STOPALL": "STOP", "UNSUBSCRIBE": "STOP", "END": "STOP", "QUIT": "STOP", "CANCEL": "STOP", "REVOKE": "STOP", "OPTOUT": "STOP",
	"START": "START", "YES": "START", "UNSTOP": "START", "HELP": "HELP", "INFO": "HELP",
}

// replies that Twilio sends by itself.
var replies = map[string]string{
	"STOP":  "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.",
	"START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
	"HELP":  "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}

// PhoneText lets somebody in the street send a text to one of our numbers. from may be
// anything a network sends: a short code, letters, "anonymous".
func (s *Server) PhoneText(from, to, body string, media ...TextMedia) (sid string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := s.numbers[to]
	if !ok {
		return "", fmt.Errorf("%s is not a number of this account", to)
	}
	m := &message{from: from, to: to, body: body, media: media, direction: "inbound"}
	m.segments, _ = Segments(body)
	s.addMessage(m, "received")
	word := keywordsOf[strings.ToUpper(strings.TrimSpace(body))]
	switch ours := (pair{to, from}); word {
	case "STOP":
		s.optedOut[ours] = true
	case "START":
		delete(s.optedOut, ours)
	}
	if text := replies[word]; text != "" && e164.MatchString(from) {
		back := &message{from: to, to: from, body: text, direction: "outbound-reply"}
		back.segments, _ = Segments(text)
		s.addMessage(back, "delivered")
	}
	if n.SMSURL == "" {
		return m.sid, errNoSMSWebhook
	}
	s.tell(hook{about: m.sid, address: n.SMSURL, kind: callbackKind, form: s.incomingForm(m, word)})
	return m.sid, nil
}

var errNoSMSWebhook = errors.New("no webhook for texts is set")

// incomingForm is what a webhook is told of a text that has come in.
func (s *Server) incomingForm(m *message, word string) url.Values {
	f := formOf(map[string]string{
		"MessageSid": m.sid, "SmsSid": m.sid, "SmsMessageSid": m.sid, "AccountSid": s.opt.AccountSID, "ApiVersion": "2010-04-01",
		"From": m.from, "To": m.to, "Body": m.body, "SmsStatus": "received", "NumMedia": strconv.Itoa(len(m.media)), "NumSegments": strconv.Itoa(m.segments),
		"FromCity": "", "FromState": "", "FromZip": "", "FromCountry": "US", "ToCity": "", "ToState": "", "ToZip": "", "ToCountry": "US",
	})
	for i, one := range m.media {
		f.Set("MediaUrl"+strconv.Itoa(i), one.URL)
		f.Set("MediaContentType"+strconv.Itoa(i), one.ContentType)
	}
	if s.opt.AdvancedOptOut && word != "" {
		f.Set("OptOutType", word)
	}
	return f
}
