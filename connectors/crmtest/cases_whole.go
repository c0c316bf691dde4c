package crmtest

import (
	"fmt"
	"io"
	"io/fs"
	"testing"

	"github.com/deskside/deskside/connectors"
)

var wholeCases = []testCase{
	{"a file that the CRM stores in part has not landed", notWhole(Truncate)},
	{"a file that the CRM stores changed has not landed", notWhole(Corrupt)},
	{"a ticket is not opened on a file stored in part", notWholeOpening},
	{"one file of several is stored in part", oneNotWhole},
	{"a file stored in part whose answer is lost", notWholeUnheard},
	{"a file whose bytes are gone", bytesGone},
}

// checksums is a harness whose CRM tells what it has stored, beyond the size.
type checksums interface{ Checksums() bool }

func notWhole(trouble Trouble) func(*testing.T, Harness) {
	return func(t *testing.T, h Harness) {
		if c, ok := h.(checksums); trouble == Corrupt && (!ok || !c.Checksums()) {
			t.Skip("this CRM tells nothing of a file but its size")
		}
		ticket := warm(t, h)
		picture := photo(50_000)
		u := oneNote(ticket.ID)
		u.Files = []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture)}
		for range 2 {
			h.Fault(Fault{Trouble: trouble})
			_, err := h.CRM().Apply(attempt(t), u)
			wantKind(t, err, connectors.Transient)
			wantNoReceipts(t, mustLookup(t, h, sought(u)), u)
		}
		mustApply(t, h, u)
		s := h.Snapshot(ticket.ID)
		wantFile(t, s, "lamp.jpg", picture)
		wantOnce(t, s, "The lamp arrived broken")
		wantReceipts(t, mustLookup(t, h, sought(u)), u)
	}
}

func notWholeOpening(t *testing.T, h Harness) {
	warm(t, h)
	before := len(h.Tickets())
	picture := photo(50_000)
	o := opening("int-1", connectors.Requester{Name: "Rosa Diaz", Email: "rosa.diaz@customer.example"})
	o.First.Files = []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture)}
	h.Fault(Fault{Trouble: Truncate})
	_, err := h.CRM().Open(attempt(t), o)
	wantKind(t, err, connectors.Transient)
	if n := len(h.Tickets()); n != before {
		t.Errorf("%d tickets, want %d", n, before)
	}
	out := mustOpen(t, h, o)
	wantFile(t, h.Snapshot(out.Ticket.ID), "lamp.jpg", picture)
	if n := len(h.Tickets()); n != before+1 {
		t.Errorf("%d tickets, want %d", n, before+1)
	}
}

// The ones that are whole stay, and are not there twice.
func oneNotWhole(t *testing.T, h Harness) {
	ticket := warm(t, h)
	first, second, third := photo(30_000), photo(40_000), photo(50_000)
	u := oneNote(ticket.ID)
	u.Files = []connectors.File{
		file("int-1-f1", "one.jpg", "image/jpeg", first), file("int-1-f2", "two.jpg", "image/jpeg", second), file("int-1-f3", "three.jpg", "image/jpeg", third),
	}
	h.Fault(Fault{Trouble: Truncate})
	settle(t, h, u, 2)
	s := h.Snapshot(ticket.ID)
	wantFile(t, s, "one.jpg", first)
	wantFile(t, s, "two.jpg", second)
	wantFile(t, s, "three.jpg", third)
	wantOnce(t, s, "The lamp arrived broken")
}

func notWholeUnheard(t *testing.T, h Harness) {
	ticket := warm(t, h)
	picture := photo(50_000)
	u := oneNote(ticket.ID)
	u.Files = []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture)}
	h.Fault(Fault{Trouble: Truncate})
	h.Fault(Fault{Trouble: LoseAnswer}) // of what follows
	settle(t, h, u, 4)
	s := h.Snapshot(ticket.ID)
	wantFile(t, s, "lamp.jpg", picture)
	wantOnce(t, s, "The lamp arrived broken")
}

// Trying again would not bring them back: a person has to know.
func bytesGone(t *testing.T, h Harness) {
	ticket := warm(t, h)
	u := oneNote(ticket.ID)
	lost := file("int-1-f1", "lamp.jpg", "image/jpeg", photo(1000))
	lost.Open = func() (io.ReadCloser, error) { return nil, fmt.Errorf("no such file: %w", fs.ErrNotExist) }
	u.Files = []connectors.File{lost}
	_, err := h.CRM().Apply(attempt(t), u)
	if e := wantKind(t, err, connectors.Rejected); e.Item != lost.Key {
		t.Errorf("item %q, want %q", e.Item, lost.Key)
	}
	wantNoReceipts(t, mustLookup(t, h, sought(u)), u)
}
