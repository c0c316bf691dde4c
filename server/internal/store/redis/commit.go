package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// remembered is how long Redis knows a commit by its name: longer than anybody asks again.
const remembered = time.Minute

// Commit implements store.Store.
func (s *Store) Commit(ctx context.Context, c store.Commit) error {
	args, err := s.commitArgs(c)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, commitScript, args...)
	if err != nil {
		return err
	}
	if c.Then != nil {
		c.Then()
	}
	s.changed.fire()
	return nil
}

// commitArgs in the order in which lua/commit.lua takes them.
func (s *Store) commitArgs(c store.Commit) ([]any, error) {
	if len(c.Events) == 0 {
		return nil, errors.New("store: a commit without events")
	}
	id, err := name(s.o.Random)
	if err != nil {
		return nil, err
	}
	var lease store.Lease
	token := ""
	if c.Lease != nil {
		lease, token = *c.Lease, strconv.FormatInt(c.Lease.Token, 10)
	}
	active := "0"
	if c.Active {
		active = "1"
	}
	changes := store.Project(c.Events)
	args := []any{
		s.self, id, string(c.Interaction), c.Account, c.Expect, active, c.Lane, moment(c.Events[0].At),
		lease.Lane, token, lease.Owner,
		int(remembered.Seconds()), len(c.Events), len(c.Refs), len(c.Writes), len(changes),
	}
	for i, e := range c.Events {
		if e.N != c.Expect+i+1 {
			return nil, fmt.Errorf("store: event %d is numbered %d", c.Expect+i+1, e.N)
		}
		text, err := encode(e)
		if err != nil {
			return nil, err
		}
		args = append(args, text)
	}
	for _, ref := range c.Refs {
		args = append(args, ref)
	}
	for _, w := range c.Writes {
		args = append(args, w.Key, string(w.Type), w.Author)
	}
	for _, change := range changes {
		args = append(args, change.Key, string(change.State))
	}
	return args, nil
}

// encode an event: its time in nanoseconds, its type and its data, with spaces
// between. Its number is its place in the list.
func encode(e interaction.Event) (string, error) {
	_, data, err := interaction.Encode(e.Data)
	return heading(e) + string(data), err
}

// heading of an event's text, up to its data: no two events of one number have the same.
func heading(e interaction.Event) string {
	var at int64
	if !e.At.IsZero() {
		at = e.At.UnixNano()
	}
	return strconv.FormatInt(at, 10) + " " + interaction.TypeName(e.Data) + " "
}

func decode(n int, text string) (interaction.Event, error) {
	e := interaction.Event{N: n}
	at, rest, _ := strings.Cut(text, " ")
	kind, data, ok := strings.Cut(rest, " ")
	if !ok {
		return e, errors.New("redis: an event is not as it was written")
	}
	var err error
	if e.At, err = instant(at); err != nil {
		return e, err
	}
	e.Data, err = interaction.Decode(kind, []byte(data))
	return e, err
}
