package live

import (
	"bytes"
	"errors"
	"net"
	"testing"
)

// line is a connection that remembers each piece that is written to it.
type line struct {
	net.Conn
	pieces [][]byte
	err    error
}

func (l *line) Write(b []byte) (int, error) {
	l.pieces = append(l.pieces, bytes.Clone(b))
	return len(b), l.err
}

// TestOutlet: what is held leaves in one piece, and everything else as it comes.
func TestOutlet(t *testing.T) {
	l := &line{}
	o := &outlet{conn: l}
	long := bytes.Repeat([]byte("x"), mostKept+1)
	say := func(pieces ...[]byte) {
		for _, p := range pieces {
			if n, err := o.Write(p); n != len(p) || err != nil {
				t.Errorf("wrote %d of %d: %v", n, len(p), err)
			}
		}
	}
	say([]byte("a"), []byte("b"))
	for _, message := range [][]byte{[]byte("cd"), long, nil} {
		o.hold()
		say([]byte("head"), message)
		if err := o.let(); err != nil {
			t.Error(err)
		}
	}
	o.hold()
	if err := o.let(); err != nil {
		t.Error(err)
	}
	want := [][]byte{[]byte("a"), []byte("b"), []byte("headcd"), append([]byte("head"), long...), []byte("head")}
	if len(l.pieces) != len(want) {
		t.Fatalf("%d pieces, want %d", len(l.pieces), len(want))
	}
	for i := range want {
		if !bytes.Equal(l.pieces[i], want[i]) {
			t.Errorf("piece %d has %d bytes, want %d", i, len(l.pieces[i]), len(want[i]))
		}
	}
	l.err = errors.New("broken")
	o.hold()
	say([]byte("e"))
	if err := o.let(); !errors.Is(err, l.err) {
		t.Errorf("a broken line gives %v", err)
	}
}
