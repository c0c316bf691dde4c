// Package mark keeps beside a store how far its feed had come, so that a store that has
// lost its end, or was put back by an older copy, is known by it at the next start.
package mark

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Mark says how far a feed had come. It is never ahead of what is on disk.
type Mark struct {
	Head  int64     `json:"head"`
	At    time.Time `json:"at"`              // of that event, or when it was seen
	Store string    `json:"store,omitempty"` // which one, by its own word; empty: it has none
	Place string    `json:"place,omitempty"` // where it is; empty: beside the mark
}

// Read a mark; a zero one: there is none, or it cannot be read (it says nothing then, and
// is written anew).
func Read(file string) (m Mark, err error) {
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err == nil && json.Unmarshal(raw, &m) != nil {
		m = Mark{}
	}
	return m, err
}

// Write it whole, or leave the older one.
func (m Mark) Write(file string) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// Loss is what a store lacks of what its mark tells of.
type Loss struct {
	Of        string    // which store, to a person
	Have, Had int64     // last event that is there, and that was there
	Since, At time.Time // of these two; zero: not known
}

func (l *Loss) Error() string {
	return fmt.Sprintf("%s ends with event %d%s, but had come to event %d%s: %d events are missing",
		l.Of, l.Have, moment(l.Since), l.Had, moment(l.At), l.Had-l.Have)
}

func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " of " + at.UTC().Format(time.DateTime) + " UTC"
}
