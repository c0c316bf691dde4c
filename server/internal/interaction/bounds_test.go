package interaction_test

import (
	"fmt"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

func photo(n int, size int64) ReceiveFile {
	return ReceiveFile{From: "customer", File: File{ID: fmt.Sprintf("file-%04d", n), Name: "a.png", ContentType: "image/png", Size: size, SHA256: fmt.Sprintf("%064d", n)}}
}

// What a customer sends is bounded by number and size, decided with what has been
// committed; a repeated file is none, and an admin may set no bound.
func TestBoundsOfFiles(t *testing.T) {
	in := begin(t, inbound)
	for n := range 60 {
		in.expect(photo(n, 1<<20), "file_received")
	}
	in = begin(t, inbound)
	in.policy.Bounds = Bounds{Files: 5, FileBytes: 100}
	in.expect(photo(0, 40), "file_received")
	in.expect(photo(1, 60), "file_received")
	in.expect(photo(2, 1), "!files_too_large")
	in.expect(photo(1, 60), "")
	in.policy.Bounds.FileBytes = 1000
	for n := range 3 {
		in.expect(photo(2+n, 1), "file_received")
	}
	in.expect(photo(5, 1), "!too_many_files")
	equal(t, "sent", fmt.Sprintf("%d files, %d bytes", in.state.Sent.Files, in.state.Sent.Bytes), "5 files, 103 bytes")
}

// However full a customer has made it, the agents have a share, and what Deskside writes
// down of a call always fits, the wrap-up too.
func TestFullInteractionIsClosedAllTheSame(t *testing.T) {
	in := begin(t, inbound, arrives, accepts, joins)
	in.policy.Bounds = Bounds{Items: 20}
	n := 0
	for ; in.decide(photo(n, 1)) == "file_received"; n++ {
	}
	in.expect(photo(n, 1), "!too_many_items")
	equal(t, "items when the customer's share is full", in.state.Items.Len(), 16)
	for i := in.state.Items.Len(); i < 20; i++ {
		in.expect(noteWith(fmt.Sprintf("full-%d", i), "A note."), "note_added")
	}
	in.expect(noteWith("one-more", "A note."), "!too_many_items")
	in.expect(noteWith("full-16", "A note."), "")
	in.expect(MakeAsk{Ask: "ask-00001", Type: AskText, Label: "Order", Agent: mia}, "!no_page")
	in.expect(ChooseRequester{Requester: Requester{ID: "900", Name: "Rosa"}, Agent: mia}, "!too_many_items")
	in.do(goes)
	in.expect(wrapsUp, "wrap_up_saved closed")
	again := wrapsUp
	again.Note = "And called back."
	in.expect(again, "!too_many_items")
	equal(t, "items", in.state.Items.Len(), 22)
}

// A file costs the same whether it is the second or the last that fits.
func TestFilesCostTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	took := func(before int) float64 {
		in := begin(t, inbound)
		for n := range before {
			in.expect(photo(n, 1), "file_received")
		}
		s := in.state
		return testing.AllocsPerRun(50, func() {
			if _, err := s.Decide(photo(before, 1), t0.Add(time.Hour), policy); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := took(2), took(48); many > few+8 {
		t.Errorf("%v allocations after 2 files, %v after 48", few, many)
	}
}
