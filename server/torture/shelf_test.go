package torture

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/identity"
)

// shelf is what one ticket holds in the end, in the order in which it came.
type shelf struct {
	account, ticket string
	state           connectors.TicketState
	marks           []string // of notes
	photos          []string // hashes
	calls           int      // call logs
	public          []string // marked notes that customers can see
}

var (
	marked  = regexp.MustCompile(`mark-\d{4}-[a-z0-9]+-end`)
	numbers = regexp.MustCompile(`Customer's number:?\s*([+(]?\d[\d ()-]*\d)`) // as people in the accounts' country read it
	callLog = regexp.MustCompile(`(Inbound|Outbound) call, [a-z]`)
)

// marksOf a note, in the order in which they stand in it.
func marksOf(text string) []string {
	type find struct {
		at   int
		mark string
	}
	var found []find
	for _, m := range marked.FindAllStringIndex(text, -1) {
		found = append(found, find{m[0], text[m[0]:m[1]]})
	}
	for _, m := range numbers.FindAllStringSubmatchIndex(text, -1) {
		if n, _ := identity.Read(text[m[2]:m[3]], "US"); n.E164 != "" {
			found = append(found, find{m[0], "number-" + n.E164})
		}
	}
	slices.SortFunc(found, func(a, b find) int { return a.at - b.at })
	var marks []string
	for _, f := range found {
		marks = append(marks, f.mark)
	}
	return marks
}

func (s *shelf) add(text string, public bool) {
	marks := marksOf(text)
	s.marks = append(s.marks, marks...)
	if public && len(marks) > 0 {
		s.public = append(s.public, marks...)
	}
}

// shelves reads both CRMs, whatever became of the tickets.
func (w *world) shelves() []*shelf {
	var out []*shelf
	tickets := w.zendesk.Tickets()
	for _, id := range w.graves.ids[support] {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && !slices.Contains(tickets, n) {
			tickets = append(tickets, n)
		}
	}
	for _, id := range tickets {
		k, _ := w.zendesk.Ticket(id)
		s := &shelf{account: support, ticket: strconv.FormatInt(id, 10), state: connectors.TicketState(k.Status)}
		for _, c := range k.Comments {
			s.add(c.Text, c.Public)
			s.calls += len(callLog.FindAllString(c.Text, -1))
			for _, f := range c.Attachments {
				s.photos = append(s.photos, f.SHA256())
			}
		}
		out = append(out, s)
	}
	cases := w.salesforce.Cases()
	for _, id := range w.graves.ids[sales] {
		if !slices.Contains(cases, id) {
			cases = append(cases, id)
		}
	}
	for _, id := range cases {
		snap := w.salesforce.Snapshot(id)
		s := &shelf{account: sales, ticket: id, state: snap.Ticket.State, calls: len(snap.CallLogs)}
		for _, n := range snap.Notes {
			s.add(n.Text, n.Public)
		}
		for _, f := range snap.Files {
			s.photos = append(s.photos, f.SHA256)
		}
		out = append(out, s)
	}
	return out
}

// count how often a promise stands there.
func (s *shelf) count(p promise) int {
	switch p.kind {
	case aPhoto:
		return strings.Count(strings.Join(s.photos, " "), p.mark)
	case aContact, aMessage, aNote, aPhotoNote, aWrapUp, aCallLog, aText, aTextOut:
	}
	n := 0
	for _, m := range s.marks {
		if m == p.mark {
			n++
		}
	}
	return n
}
