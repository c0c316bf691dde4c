package torture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/deskside/deskside/connectors"
)

// verdict is the comparison of what was promised with what the CRMs hold.
type verdict struct {
	acknowledged, delivered, lost, doubled map[kind]int
	outOfOrder                             int
	details                                []string // of all that is wrong
	moved, merged                          int      // stories whose ticket was taken away
	audited                                map[*story]bool
	company                                map[*story]int // calls of others on the same ticket
}

func newVerdict() *verdict {
	return &verdict{acknowledged: map[kind]int{}, delivered: map[kind]int{}, lost: map[kind]int{}, doubled: map[kind]int{}, audited: map[*story]bool{}, company: map[*story]int{}}
}

func (v *verdict) wrong(s *story, format string, args ...any) {
	if i := strings.Index(format, "\n%s"); i >= 0 && v.audited[s] { // once is enough
		format, args = format[:i], args[:len(args)-1]
	} else if i >= 0 {
		v.audited[s] = true
	}
	v.details = append(v.details, fmt.Sprintf("story %d (%s, %s, interaction %s): ", s.n, s.account, s.plan, s.id)+fmt.Sprintf(format, args...))
}

// judgeAll stories by the ticket that each belongs to in the end.
func (v *verdict) judgeAll(stories []*story, finals map[*story]view, shelves []*shelf) {
	for _, s := range stories {
		for _, other := range stories {
			together := other != s && s.plan.shares && other.plan.shares && finals[s].Ticket.ID == finals[other].Ticket.ID
			if together && slices.ContainsFunc(other.promises, func(p promise) bool { return p.kind == aCallLog }) {
				v.company[s]++
			}
		}
	}
	for _, s := range stories {
		v.judge(s, finals[s], shelves)
	}
	v.between(stories, finals, shelves)
}

// judge one story. final is the ticket that the interaction belongs to in the end.
func (v *verdict) judge(s *story, final view, shelves []*shelf) {
	own := shelves[:0:0]
	var home *shelf
	for _, sh := range shelves {
		if sh.account != s.account {
			continue
		}
		if sh.ticket == final.Ticket.ID {
			home = sh
		}
		own = append(own, sh)
	}
	if s.plan.fate == merges && happened(final, "TicketUnclear") {
		s.moved = true // into another customer's ticket, so that a person was asked
	}
	if s.moved {
		v.moved++
	}
	if s.plan.fate == merges {
		v.merged++
	}
	if home == nil && len(s.promises) > 0 {
		v.wrong(s, "it has no ticket (%s %s)", final.Ticket.State, final.Ticket.Reason)
	}
	for _, p := range s.promises {
		v.acknowledged[p.kind]++
		v.weigh(s, p, home, own, final)
	}
	if home != nil {
		v.order(s, home, final)
		if s.plan.named == connectors.TicketSolved && home.state != connectors.TicketSolved {
			v.wrong(s, "the solved ticket %s is %s now", home.ticket, home.state)
		}
		for _, mark := range home.public {
			if strings.HasPrefix(mark, s.mark("")[:len("mark-0000-")]) {
				v.wrong(s, "%s is public on %s", mark, home.ticket)
			}
		}
	}
	v.fateful(s, final)
}

// weigh one promise. It stands once; what a person has moved stands once on the
// ticket it was moved to, and may still stand on the one it comes from.
func (v *verdict) weigh(s *story, p promise, home *shelf, own []*shelf, final view) {
	here, elsewhere, most := 0, 0, 0
	var places []string
	for _, sh := range own {
		n := sh.count(p)
		if p.kind == aCallLog {
			n = v.callsOf(s, sh, home)
		}
		if n == 0 {
			continue
		}
		places = append(places, fmt.Sprintf("%d on %s", n, sh.ticket))
		most = max(most, n)
		if sh == home {
			here = n
		} else {
			elsewhere += n
		}
	}
	where := strings.Join(places, ", ")
	switch {
	case here+elsewhere == 0, s.moved && here == 0:
		v.lost[p.kind]++
		v.wrong(s, "the %s %s was acknowledged and is lost (%s)\n%s", p.kind, p.mark, where, audit(final))
	case most > 1, !s.moved && here+elsewhere > 1:
		v.doubled[p.kind]++
		v.wrong(s, "the %s %s stands there more than once (%s)\n%s", p.kind, p.mark, where, audit(final))
	default:
		v.delivered[p.kind]++
		if here == 0 && s.plan.fate != merges {
			v.wrong(s, "the %s %s stands on another ticket than its interaction %s (%s)\n%s", p.kind, p.mark, final.Ticket.ID, where, audit(final))
		}
	}
}

// callsOf the story on a ticket. A call log has no mark: on a ticket that others
// share, theirs are taken off; elsewhere it counts where the contact stands as well.
func (v *verdict) callsOf(s *story, sh, home *shelf) int {
	switch {
	case sh == home:
		return sh.calls - v.company[s]
	case slices.Contains(sh.marks, "number-"+s.phone()), slices.Contains(sh.marks, s.mark("contact")):
		return sh.calls
	}
	return 0
}

// order of the marks on the ticket: whatever was acknowledged before something
// else was sent stands before it. What the CRM would not take until a person had
// looked at it comes later.
func (v *verdict) order(s *story, home *shelf, final view) {
	check := func(list []string, ofKind func(kind) bool) {
		for i, a := range s.promises {
			for _, b := range s.promises[i+1:] {
				if !ofKind(a.kind) || !ofKind(b.kind) || !a.heard.Before(b.asked) || s.aside[a.item] {
					continue
				}
				at, bt := slices.Index(list, a.mark), slices.Index(list, b.mark)
				if at >= 0 && bt >= 0 && at > bt {
					v.outOfOrder++
					v.wrong(s, "the %s %s stands after the %s %s on %s\n%s", a.kind, a.mark, b.kind, b.mark, home.ticket, audit(final))
				}
			}
		}
	}
	// What goes out is written down when it is known what became of it.
	check(home.marks, func(k kind) bool { return k != aPhoto && k != aTextOut })
	check(home.photos, func(k kind) bool { return k == aPhoto })
}

// between stories that share a ticket: once an interaction belongs to the ticket,
// what it brings stands before whatever anybody sends after it was acknowledged.
func (v *verdict) between(stories []*story, finals map[*story]view, shelves []*shelf) {
	for _, home := range shelves {
		var here []*story
		for _, s := range stories {
			if s.plan.shares && s.account == home.account && finals[s].Ticket.ID == home.ticket {
				here = append(here, s)
			}
		}
		for _, s := range here {
			queued := arrived(s, finals[s])
			for _, other := range here {
				if other != s {
					v.overtaken(s, queued, other, home)
				}
			}
		}
	}
}

// arrived are the marks of what the interaction brought when it had its ticket.
func arrived(s *story, final view) map[string]bool {
	marks := map[string]bool{}
	for _, e := range final.Timeline {
		if e.Type != "ticket_chosen" {
			continue
		}
		for _, it := range final.Items {
			if it.At.After(e.At) {
				marks[markOf(s, it)] = true
			}
		}
	}
	return marks
}

func (v *verdict) overtaken(s *story, queued map[string]bool, other *story, home *shelf) {
	for _, a := range s.promises {
		at := slices.Index(home.marks, a.mark)
		if at < 0 || !queued[a.mark] || s.aside[a.item] {
			continue
		}
		for _, b := range other.promises {
			if a.kind == aTextOut || b.kind == aTextOut {
				continue
			}
			if bt := slices.Index(home.marks, b.mark); bt >= 0 && bt < at && a.heard.Before(b.asked) {
				v.outOfOrder++
				v.wrong(s, "%s stands after %s of story %d, which was sent after it was acknowledged, on %s", a.mark, b.mark, other.n, home.ticket)
			}
		}
	}
}

// markOf the item in the CRM.
func markOf(s *story, it item) string {
	if marks := marked.FindStringSubmatch(it.Text); marks != nil {
		return marks[0]
	}
	switch {
	case it.Kind == "contact" && (s.plan.how == byStreet || s.plan.how == dialled):
		return "number-" + s.phone()
	case it.Kind == "contact":
		return s.mark("contact")
	case it.File != nil:
		return marked.FindString(it.File.Name)
	}
	return ""
}

// fateful: who lost their ticket was told so, and a merged one was followed.
func (v *verdict) fateful(s *story, final view) {
	if s.id == "" {
		return
	}
	if s.moved && !(happened(final, "TicketUnclear") && happened(final, "WriteHeld") && final.Ticket.State == "chosen") {
		v.wrong(s, "its ticket was taken away, and nobody was asked\n%s", audit(final))
	}
	if s.closed != "" && !s.moved && (final.Ticket.State != "chosen" || final.Ticket.ID == s.closed) {
		v.wrong(s, "its ticket %s is closed, and nothing goes on with it\n%s", s.closed, audit(final))
	}
	if s.plan.fate == merges && s.shelter != "" && final.Ticket.ID != s.shelter {
		v.wrong(s, "its ticket was merged into %s, and it is on %s\n%s", s.shelter, final.Ticket.ID, audit(final))
	}
}

// happened reports whether the timeline has such an event.
func happened(v view, event string) bool {
	for _, e := range v.Timeline {
		if strings.EqualFold(strings.ReplaceAll(e.Type, "_", ""), event) {
			return true
		}
	}
	return false
}

// audit trail of an interaction.
func audit(v view) string {
	var out strings.Builder
	for _, it := range v.Items {
		fmt.Fprintf(&out, "    %-9s %s: %s %s %s %s\n", it.Kind, it.Key, it.Delivery.State, it.Delivery.Ticket, it.Delivery.Receipt, it.Delivery.Reason)
	}
	for _, e := range v.Timeline {
		fmt.Fprintf(&out, "    %3d %s %s: %s\n", e.N, e.At.Format("15:04:05.000"), e.Type, e.Text)
	}
	return out.String()
}

func (p plan) String() string {
	out := string(p.how)
	if p.named != "" {
		out += " to a ticket that is " + string(p.named)
	}
	if p.fate != undisturbed {
		out += ", ticket is " + string(p.fate)
	}
	return out
}

func total(m map[kind]int) int {
	n := 0
	for _, c := range m {
		n += c
	}
	return n
}
