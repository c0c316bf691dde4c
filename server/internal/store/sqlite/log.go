package sqlite

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/deskside/deskside/server/internal/interaction"
)

// perEvent is what an event takes in memory besides its text, about.
const perEvent = 256

// pack events into a row of the log. They come back as they will be read from it,
// with what each of them takes in memory.
func pack(events []interaction.Event) (row string, read []interaction.Event, sizes []int, err error) {
	var text strings.Builder
	var digits [20]byte
	read, sizes = make([]interaction.Event, len(events)), make([]int, len(events))
	for i, e := range events {
		name, data, err := interaction.Encode(e.Data)
		if err != nil {
			return "", nil, nil, err
		}
		at := nanos(e.At)
		if i == 0 {
			text.Grow(len(events) * (len(data) + 64)) // the first is mostly the longest
		} else {
			text.WriteByte('\n')
		}
		text.Write(strconv.AppendInt(digits[:0], at, 10))
		text.WriteByte(' ')
		text.WriteString(name)
		text.WriteByte(' ')
		text.Write(data)
		read[i], sizes[i] = interaction.Event{N: e.N, At: instant(at), Data: e.Data}, perEvent+len(data)
		// JSON has no place for bytes that are no text.
		if bytes.Contains(data, []byte(`\ufffd`)) {
			if read[i].Data, err = interaction.Decode(name, data); err != nil {
				return "", nil, nil, err
			}
		}
	}
	return text.String(), read, sizes, nil
}

var errRow = errors.New("sqlite: a row of the log is not as it was written")

// unpack the events of a row, whose last one is number n.
func unpack(n int, row string) ([]interaction.Event, error) {
	events := make([]interaction.Event, strings.Count(row, "\n")+1)
	for i := range events {
		line, rest, _ := strings.Cut(row, "\n")
		row = rest
		e := &events[i]
		at, line, _ := strings.Cut(line, " ")
		name, data, ok := strings.Cut(line, " ")
		ns, err := strconv.ParseInt(at, 10, 64)
		if err != nil || !ok {
			return nil, errRow
		}
		e.N, e.At = n-len(events)+1+i, instant(ns)
		if e.Data, err = interaction.Decode(name, []byte(data)); err != nil {
			return nil, err
		}
	}
	return events, nil
}
