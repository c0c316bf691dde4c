package interaction

import (
	"slices"
	"strings"
)

// Menu is what a caller by phone is asked before their call waits for an agent. Zero: they
// were asked nothing.
type Menu struct {
	Name     string // that they hear
	Language string // in which they hear it, BCP 47; empty: they have not chosen yet
	Turn     int    // how often they have been listened to
	InVain   int    // of these the last ones that told nothing
	Wrong    bool   // the last one was an answer that the menu does not know
	HungUp   bool   // they left the call in it
	Joins    bool   // by the last answer: they are to hear how their browser joins the call

	first string
	way   []MenuAnswered // the options that led where they are
	timeless
}

// MenuEntry is the menu in which a call begins.
type MenuEntry struct {
	Name     string `json:"name"`
	Language string `json:"language,omitempty"`
}

// Heard is what a caller told a menu.
type Heard string

// What callers tell a menu.
const (
	HeardChoice   Heard = "choice"
	HeardLanguage Heard = "language"
	HeardWrong    Heard = "wrong" // something that it does not know
	HeardNothing  Heard = "nothing"
)

var menuEvents = events{
	"menu_answered": MenuAnswered{},
	"menu_left":     MenuLeft{},
}

// MenuAnswered: the caller was listened to, once.
type MenuAnswered struct {
	Menu     string `json:"menu"`
	Heard    Heard  `json:"heard"`
	Said     string `json:"said,omitempty"`     // the key, or the words
	Language string `json:"language,omitempty"` // that they go on in
	Label    string `json:"label,omitempty"`    // of the option, in the organisation's language
	Next     string `json:"next,omitempty"`     // the menu it leads to; empty: to none
	Joins    bool   `json:"joins,omitempty"`    // the option tells how a browser joins the call
	// IssuePath are steps of the issue that the option stands for.
	IssuePath   []string            `json:"issue_path,omitempty"`
	IssueLabels []map[string]string `json:"issue_labels,omitempty"`
}

// MenuLeft: it has led somewhere, or the caller has hung up in it.
type MenuLeft struct {
	Queue       string              `json:"queue,omitempty"` // empty: they hung up
	Closed      bool                `json:"closed,omitempty"`
	IssuePath   []string            `json:"issue_path,omitempty"`
	IssueLabels []map[string]string `json:"issue_labels,omitempty"`
}

func (m *Menu) apply(s *State, e Event) {
	switch d := e.Data.(type) {
	case Started:
		if d.Menu != nil {
			m.Name, m.first, m.Language = d.Menu.Name, d.Menu.Name, d.Menu.Language
		}
	case MenuAnswered:
		m.Turn++
		m.InVain++
		m.Wrong, m.Joins = d.Heard == HeardWrong, d.Joins
		if d.Language != "" {
			m.Language, m.InVain = d.Language, 0
		}
		if d.Heard == HeardChoice {
			m.InVain = 0
			m.choose(d)
		}
	case MenuLeft:
		m.HungUp = d.Queue == ""
		s.leaveMenu(d)
	}
}

// choose an option. Who comes back to a menu has not gone what led from there to it.
func (m *Menu) choose(d MenuAnswered) {
	m.way = append(slices.Clip(m.way), d)
	if d.Next == "" {
		return
	}
	m.Name = d.Next
	if d.Next == m.first {
		m.way = nil
	}
	for i, a := range m.way[:max(len(m.way)-1, 0)] {
		if a.Next == d.Next {
			m.way = slices.Clip(m.way[:i+1])
			return
		}
	}
}

// Chosen are the options that led where the caller is, by their labels.
func (m Menu) Chosen() []string {
	var out []string
	for _, a := range m.way {
		out = append(out, a.Label)
	}
	return out
}

// issue that the chosen options stand for.
func (m Menu) issue() (path []string, labels []map[string]string) {
	several := false
	for _, a := range m.way {
		path = append(path, a.IssuePath...)
		for i := range a.IssuePath {
			var in map[string]string
			if i < len(a.IssueLabels) {
				in = a.IssueLabels[i]
			}
			several = several || len(in) > 0
			labels = append(labels, in)
		}
	}
	if !several {
		return path, nil
	}
	return path, labels
}

// AnswerMenu takes in what a caller told the menu, when it listened for the Turn-th time.
// What comes of it again, or late, changes nothing.
type AnswerMenu struct {
	Turn int
	MenuAnswered
	Code *MakeJoinCode // that the caller is told; nil: none
	// Leave the menu for a queue; empty: the menu goes on.
	Leave     string
	Closed    bool // the queue takes no calls now
	Voicemail bool // they leave a message for the queue, and do not wait
}

func (c AnswerMenu) decide(d *decider) error {
	if d.Call.Phase != InMenu || c.Turn != d.Menu.Turn {
		return nil
	}
	d.add(c.MenuAnswered)
	if c.Code != nil && !c.Closed {
		_ = c.Code.decide(d) // they have had so many; the menu goes on without one
	}
	if c.Leave == "" {
		return nil
	}
	d.leaveMenu(c.Leave, c.Closed)
	switch {
	case c.Voicemail:
		d.add(CallEnded{By: EndedByVoicemail, Outcome: OutcomeVoicemail, EndedAt: d.at})
		d.add(Closed{CloseVoicemail})
	case c.Closed:
		d.turnAway()
	default:
		d.offer()
	}
	return nil
}

// leaveMenu for a queue; empty: the caller has hung up.
func (d *decider) leaveMenu(queue string, closed bool) {
	path, labels := d.Menu.issue()
	if p := d.Menu.packet(); len(p.Unsigned) > 0 {
		d.add(PacketReceived{p})
	}
	d.add(MenuLeft{Queue: queue, Closed: closed, IssuePath: path, IssueLabels: labels})
}

// packet of what the caller has told the menu, which nobody vouches for.
func (m Menu) packet() Packet {
	p := Packet{Trust: Unsigned}
	if m.Language != "" {
		p.Unsigned = append(p.Unsigned, Field{Key: "language", Label: "Language", Value: m.Language, Type: "text"})
	}
	if chosen := m.Chosen(); len(chosen) > 0 {
		p.Unsigned = append(p.Unsigned, Field{Key: "menu", Label: "Chosen in the menu", Value: strings.Join(chosen, " › "), Type: "text"})
	}
	return p
}

func (MenuAnswered) event() {}
func (MenuLeft) event()     {}
