package interaction

import "time"

// File is a photo or document, kept in the blob store under its hash.
type File struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	ContentType string `json:"content_type"`
	Size        int64  `json:"size"`
	SHA256      string `json:"sha256"`
	// Metadata is what became of what it told beside what it shows; empty: it told nothing,
	// or nobody has looked.
	Metadata Metadata `json:"metadata,omitempty"`
}

// Metadata of a photo or a video: where it was taken, when, with what, by whom.
type Metadata string

// What became of metadata.
const (
	MetadataRemoved Metadata = "removed"
	LocationRemoved Metadata = "location_removed" // and the rest
	MetadataUnread  Metadata = "unread"           // the file is built so that nobody can tell
)

// ItemFile is a file, and the note that says who sent it.
const ItemFile ItemType = "file"

var fileItem = ItemSpec{Type: ItemFile, Urgency: always(Media), Parts: 2}

var fileEvents = events{
	"file_received": FileReceived{},
	"file_removed":  FileRemoved{},
}

// FileReceived: the bytes are durable in the blob store.
type FileReceived struct {
	File File   `json:"file"`
	From string `json:"from"`          // customer, agent
	Ask  string `json:"ask,omitempty"` // that it came for
}

// FileRemoved: the bytes are not here any more. What landed of them stays in the ticket.
type FileRemoved struct {
	File string `json:"file"` // its id
}

// Sent is what the customer's files have come to.
type Sent struct {
	Files int
	Bytes int64

	timeless
}

func (f *Sent) apply(s *State, e Event) {
	switch d := e.Data.(type) {
	case FileReceived:
		asked, _ := s.Asks.Ask(d.Ask)
		s.addItem(ItemFile, e, func(it *Item) {
			it.File, it.From, it.Ask, it.Late = &d.File, d.From, asked.ID, asked.ID != "" && asked.State != AskOpen
		})
		if d.From == fromCustomer {
			f.Files, f.Bytes = f.Files+1, f.Bytes+d.File.Size
		}
	case FileRemoved:
		for i, it := range s.Items.All() {
			if it.File != nil && it.File.ID == d.File {
				s.changeItemAt(i, func(it *Item) { it.RemovedAt = e.At })
			}
		}
	}
}

const fromCustomer = "customer"

// ReceiveFile is idempotent by the file's id.
type ReceiveFile struct {
	File File
	From string
	Ask  string // that it is for; empty: the customer sends it unasked
}

func (c ReceiveFile) decide(d *decider) error {
	for _, it := range d.Items.Backward() {
		if it.File != nil && it.File.ID == c.File.ID {
			return nil
		}
	}
	// A message is complete when it is sent, and its photos come after it.
	if c.From == fromCustomer {
		if d.Channel == Voice && !d.Active() {
			return refuse("closed")
		}
		if err := d.roomForFile(c.File.Size); err != nil {
			return err
		}
	}
	if err := d.mayBeForAsk(c.Ask, c.File); err != nil {
		return err
	}
	d.add(FileReceived(c))
	d.receiveForAsk(c.Ask)
	return nil
}

// RemoveFile removes the bytes of one hash from an interaction whose files have
// been kept for long enough. A file that may still have to be written to a ticket
// stays, and so does one of an interaction that somebody is working on.
type RemoveFile struct {
	SHA256 string
	// Before: the interaction was closed, and the file had landed or was dropped, by then.
	Before time.Time
}

func (c RemoveFile) decide(d *decider) error {
	if d.Active() || d.ClosedAt.After(c.Before) {
		return refuse("file_needed")
	}
	var ids []string
	for _, it := range d.Items.All() {
		if it.File == nil || it.File.SHA256 != c.SHA256 {
			continue
		}
		done := it.Delivery.State == Landed || it.Delivery.State == Dropped
		if !done || it.Delivery.Since.After(c.Before) {
			return refuse("file_needed")
		}
		if it.RemovedAt.IsZero() {
			ids = append(ids, it.File.ID)
		}
	}
	for _, id := range ids {
		d.add(FileRemoved{File: id})
	}
	return nil
}

func (FileReceived) event() {}
func (FileRemoved) event()  {}
