package crmtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
)

var cases = slices.Concat(findCases, openCases, refusedCases, applyCases, contentCases, wholeCases, troubleCases, secretCases, agentCases, peopleCases, statusCases)

// attemptTime bounds one call of a connector, so that a hang fails its own case.
const attemptTime = time.Minute

func attempt(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), attemptTime)
	t.Cleanup(cancel)
	return ctx
}

func note(key, text string) connectors.Note {
	escaped := strings.ReplaceAll(html.EscapeString(text), "\n", "<br>")
	return connectors.Note{Key: key, At: noon, Body: connectors.Body{Text: text, HTML: "<p>" + escaped + "</p>"}}
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func callLog(key string) connectors.CallLog {
	text := "Inbound call, answered by Ada Agent, 2 min 5 s"
	return connectors.CallLog{
		Key: key, CallID: "CA0123456789abcdef0123456789abcdef", Direction: connectors.Inbound,
		From: "+16617480123", To: "+18005550100",
		StartedAt: noon, AnsweredAt: noon.Add(6 * time.Second), EndedAt: noon.Add(131 * time.Second), Talk: 125 * time.Second,
		Outcome: "answered", Disposition: "resolved", Subject: "Call with Rosa Diaz",
		Body: connectors.Body{Text: text, HTML: "<p>" + text + "</p>"},
	}
}

// file is a file of exactly these bytes.
func file(key, name, contentType string, content []byte) connectors.File {
	return connectors.File{
		Key: key, Name: name, ContentType: contentType, Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
	}
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// photo is a small file that starts like a real JPEG.
func photo(n int) []byte {
	b := append([]byte{0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 'J', 'F', 'I', 'F', 0}, make([]byte, n)...)
	for i := 11; i < len(b); i++ {
		b[i] = byte(i * 7)
	}
	return b
}

func seedTicket(h Harness) connectors.Ticket {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa.diaz@customer.example", Phone: "+16617480123"})
	return h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Damaged item"})
}

func opening(key string, r connectors.Requester) connectors.Opening {
	return connectors.Opening{
		Key: key, Subject: "Damaged item: blue lamp", Requester: r,
		IssuePath: "order/damaged-item", Channel: "call", Remark: remark,
		First: connectors.Update{Key: key + "-first", Notes: []connectors.Note{note(key+"-packet", "Context packet of "+key)}},
	}
}

// remark says in the suite's own words what was left out.
func remark(left []connectors.Omission) connectors.Body {
	var text strings.Builder
	for _, o := range left {
		text.WriteString("Left out: " + o.Reason.Code + ".")
	}
	return connectors.Body{Text: text.String(), HTML: "<p>" + text.String() + "</p>"}
}

func omitted(out connectors.Result, of connectors.OmissionOf) (connectors.Omission, bool) {
	i := slices.IndexFunc(out.Omitted, func(o connectors.Omission) bool { return o.Of == of })
	if i < 0 {
		return connectors.Omission{}, false
	}
	return out.Omitted[i], true
}

func wantKind(t *testing.T, err error, kinds ...connectors.Kind) *connectors.Error {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want kind %v", kinds)
	}
	e, ok := err.(*connectors.Error) //nolint:errorlint // the contract: itself, not wrapped
	if !ok {
		t.Fatalf("error is a %T, want *connectors.Error: %v", err, err)
	}
	if !slices.Contains(kinds, e.Kind) {
		t.Fatalf("kind %v, want one of %v: %v", e.Kind, kinds, err)
	}
	if e.Op == "" || e.Reason.Code == "" {
		t.Errorf("error without Op or Reason: %#v", e)
	}
	return e
}

func mustApply(t *testing.T, h Harness, u connectors.Update) connectors.Result {
	t.Helper()
	out, err := h.CRM().Apply(attempt(t), u)
	if err != nil {
		t.Fatalf("Apply: %v", err)
	}
	wantReceipts(t, out, u)
	return out
}

func mustOpen(t *testing.T, h Harness, o connectors.Opening) connectors.Result {
	t.Helper()
	out, err := h.CRM().Open(attempt(t), o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	if out.Ticket.ID == "" || out.Ticket.Number == "" || out.Ticket.URL == "" {
		t.Errorf("opened ticket lacks id, number or url: %+v", out.Ticket)
	}
	return out
}

func mustFind(t *testing.T, h Harness, q connectors.Query) connectors.Matches {
	t.Helper()
	found, err := h.CRM().Find(attempt(t), q)
	if err != nil {
		t.Fatalf("Find(%+v): %v", q, err)
	}
	return found
}

func mustLookup(t *testing.T, h Harness, s connectors.LookupQuery) connectors.Result {
	t.Helper()
	out, err := h.CRM().Lookup(attempt(t), s)
	if err != nil {
		t.Fatalf("Lookup: %v", err)
	}
	return out
}

func itemKeys(u connectors.Update) []string {
	var keys []string
	for _, n := range u.Notes {
		keys = append(keys, n.Key)
	}
	for _, f := range u.Files {
		keys = append(keys, f.Key)
	}
	for _, c := range u.CallLogs {
		keys = append(keys, c.Key)
	}
	return keys
}

func sought(u connectors.Update) connectors.LookupQuery {
	return connectors.LookupQuery{Ticket: u.Ticket, Key: u.Key, Items: itemKeys(u), Since: time.Time{}}
}

// wantReceipts demands a receipt for the update's key and for each of its items.
func wantReceipts(t *testing.T, out connectors.Result, u connectors.Update) {
	t.Helper()
	for _, k := range append([]string{u.Key}, itemKeys(u)...) {
		if r, ok := out.Landed(k); !ok || r.ID == "" {
			t.Errorf("no receipt with an id for key %q in %+v", k, out.Receipts)
		}
	}
}

func wantNoReceipts(t *testing.T, out connectors.Result, u connectors.Update) {
	t.Helper()
	for _, k := range append([]string{u.Key}, itemKeys(u)...) {
		if _, ok := out.Landed(k); ok {
			t.Errorf("receipt for key %q, which has not landed", k)
		}
	}
}

// wantOnce demands that text stands on the ticket exactly once, in notes and
// call logs taken together, and that nothing on the ticket that we wrote is public.
func wantOnce(t *testing.T, s Snapshot, text string) {
	t.Helper()
	if n := strings.Count(allText(s), squash(text)); n != 1 {
		t.Errorf("%q stands %d times on the ticket, want once:\n%s", text, n, allText(s))
	}
}

// allText is the text of all notes and call logs with white space squashed, in
// order of arrival.
func allText(s Snapshot) string {
	var b strings.Builder
	for _, n := range s.Notes {
		b.WriteString(squash(n.Text) + "\n")
	}
	for _, c := range s.CallLogs {
		b.WriteString(squash(c.Subject) + "\n")
	}
	return b.String()
}

func squash(s string) string { return strings.Join(strings.Fields(s), " ") }

// wantPrivate demands that all notes after the first known ones are private.
func wantPrivate(t *testing.T, before, after Snapshot) {
	t.Helper()
	for i, n := range after.Notes {
		if i >= len(before.Notes) && n.Public {
			t.Errorf("note %d is public: %q", i, n.Text)
		}
	}
}

func wantFile(t *testing.T, s Snapshot, name string, content []byte) {
	t.Helper()
	n := 0
	for _, f := range s.Files {
		if f.Name != name {
			continue
		}
		n++
		if f.Size != int64(len(content)) || f.SHA256 != digest(content) {
			t.Errorf("file %s arrived changed: %d bytes %s, want %d bytes %s", name, f.Size, f.SHA256, len(content), digest(content))
		}
	}
	if n != 1 {
		t.Errorf("file %s is on the ticket %d times, want once", name, n)
	}
}

// settle does what the delivery package does with one update: tries, looks before
// it sends again, and goes by kinds alone. It fails the test when the update
// has not landed within tries.
func settle(t *testing.T, h Harness, u connectors.Update, tries int) {
	t.Helper()
	var last error
	for range tries {
		out, err := h.CRM().Apply(attempt(t), u)
		if err == nil {
			wantReceipts(t, out, u)
			return
		}
		e := wantKind(t, err, connectors.Transient, connectors.Throttled, connectors.Conflict, connectors.Unknown)
		last = err
		switch e.Kind {
		case connectors.Unknown:
			if out := mustLookup(t, h, sought(u)); landed(out, u.Key) {
				wantReceipts(t, out, u)
				return
			}
		case connectors.Throttled:
			h.Advance(max(e.RetryAfter, time.Second))
		case connectors.Transient, connectors.Conflict:
		case connectors.Unauthorized, connectors.Gone, connectors.Rejected:
		}
	}
	t.Fatalf("not landed after %d tries, last: %v", tries, last)
}

func landed(out connectors.Result, key string) bool {
	_, ok := out.Landed(key)
	return ok
}

// pattern is a reader of n bytes that are never all in memory. It keeps the
// largest buffer it was asked to fill: who streams asks for little at a time,
// who reads the whole file into memory asks for ever more.
type pattern struct {
	left    int64
	at      byte
	largest *atomic.Int64
	open    *atomic.Int64
}

func (p *pattern) Read(b []byte) (int, error) {
	if l := int64(len(b)); l > p.largest.Load() {
		p.largest.Store(l)
	}
	if p.left == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(b)), p.left))
	for i := range b[:n] {
		b[i] = p.at
		p.at = p.at*5 + 3
	}
	p.left -= int64(n)
	return n, nil
}

func (p *pattern) Close() error {
	p.open.Add(-1)
	return nil
}

func lines(n, width int) string {
	var b strings.Builder
	for i := range n {
		l := fmt.Sprintf("line %06d ", i)
		b.WriteString(l + strings.Repeat("x", max(0, width-len(l)-1)) + "\n")
	}
	return b.String()
}
