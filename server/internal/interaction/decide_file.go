package interaction

import (
	"slices"
	"time"
)

// ReceiveFile is idempotent by the file's id.
type ReceiveFile struct {
	File File
	From string
}

func (c ReceiveFile) decide(d *decider) error {
	if slices.ContainsFunc(d.Items, func(it Item) bool { return it.File != nil && it.File.ID == c.File.ID }) {
		return nil
	}
	// A message is complete when it is sent, and its photos come after it.
	if c.From == "customer" && d.Channel == Voice && !d.Active() {
		return refuse("closed", "This conversation has ended.")
	}
	d.add(FileReceived(c))
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
		return refuse("file_needed", "The interaction is too young for its files to be removed.")
	}
	var ids []string
	for _, it := range d.Items {
		if it.File == nil || it.File.SHA256 != c.SHA256 {
			continue
		}
		done := it.Delivery.State == Landed || it.Delivery.State == Dropped
		if !done || it.Delivery.Since.After(c.Before) {
			return refuse("file_needed", "The file may still have to be written to a ticket.")
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
