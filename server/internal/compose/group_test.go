package compose_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/interaction"
)

func TestGroup(t *testing.T) {
	// contact 1, note by Kim 2, file 3, note by Kim 4, note by Lou 5, call log 6, note by Kim 7.
	s := fold(started(),
		interaction.NoteAdded{Note: "a", Agent: kim, Text: "x"},
		interaction.FileReceived{File: photo, From: "customer"},
		interaction.NoteAdded{Note: "b", Agent: kim, Text: "x"},
		interaction.NoteAdded{Note: "c", Agent: lou, Text: "x"},
		interaction.CallEnded{},
		interaction.NoteAdded{Note: "d", Agent: kim, Text: "x"},
	)
	all := keys(s)
	for _, c := range []struct {
		name  string
		keys  []string
		limit int
		want  int
		home  bool // there is a ticket already
	}{
		{"until another person writes", all, 0, 4, true},
		{"a large limit", all, 100, 4, true},
		{"a file counts twice", all, 4, 3, true},
		{"a file that does not fit", all, 3, 2, true},
		{"a limit of one", all, 1, 1, true},
		{"a file alone, whatever the limit", all[2:], 1, 1, true},
		{"Deskside's own ride along", all[4:], 0, 2, true},
		{"a new ticket's contact counts", all[3:4], 1, 1, false},
		{"a new ticket begins with the contact", all[5:], 2, 1, false},
		{"an existing one does not", all[5:], 2, 2, true},
		{"one key", all[:1], 0, 1, false},
		{"an unknown key waits for its turn", []string{all[0], "x", all[1]}, 0, 1, true},
		{"an unknown key goes alone", []string{"x", all[1]}, 0, 1, true},
		{"none", nil, 0, 0, true},
	} {
		s.Ticket = nil
		if c.home {
			s.Ticket = &interaction.TicketRef{ID: "1"}
		}
		got := compose.Group(s, c.keys, c.limit)
		if !slices.Equal(got, c.keys[:c.want]) {
			t.Errorf("%s: %s", c.name, strings.Join(got, " "))
		}
	}
}
