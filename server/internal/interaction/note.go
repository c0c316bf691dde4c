package interaction

import "strings"

// ItemNote is an agent's note.
const ItemNote ItemType = "note"

var noteItem = ItemSpec{Type: ItemNote, Urgency: always(Urgent), Signed: true, Parts: 1}

var noteEvents = events{
	"note_added": NoteAdded{},
}

// NoteAdded by an agent, during or after the call.
type NoteAdded struct {
	Note  string `json:"note"` // id chosen by the widget, so that a repeated request is the same note
	Agent Agent  `json:"agent"`
	Text  string `json:"text"`
}

type notesPart struct{ timeless }

func (notesPart) apply(s *State, e Event) {
	if d, ok := e.Data.(NoteAdded); ok {
		s.addItem(ItemNote, e, func(it *Item) { it.Agent, it.Note, it.Text = &d.Agent, d.Note, d.Text })
	}
}

// AddNote is idempotent by its id, which the widget makes.
type AddNote struct {
	Note  string
	Agent Agent
	Text  string
}

// MaxNote is the longest note an agent can write at once, in bytes.
const MaxNote = 20_000

func (c AddNote) decide(d *decider) error {
	for _, it := range d.Items.Backward() { // a repeated one is a late one
		if it.Type == ItemNote && it.Note == c.Note {
			return nil
		}
	}
	if err := checkText(c.Text, "note"); err != nil {
		return err
	}
	if err := d.roomForAgents(); err != nil {
		return err
	}
	d.add(NoteAdded(c))
	return nil
}

func checkText(text, what string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return refuse("empty_" + what)
	case len(text) > MaxNote:
		return refuse("too_long")
	}
	return nil
}

func (NoteAdded) event() {}
