package soundtest

import (
	"testing"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// Values from the tables of ITU-T G.711, scaled from its 14 bits to 16.
func TestUlaw(t *testing.T) {
	for _, c := range []struct {
		sample int16
		coded  byte
	}{{0, 0xff}, {32124, 0x80}, {-32124, 0x00}, {16764, 0x8f}, {15996, 0x90}, {-15996, 0x10}} {
		if got := toUlaw(c.sample); got != c.coded {
			t.Errorf("%d is coded %#x, want %#x", c.sample, got, c.coded)
		}
	}
	for u := range 256 { // 0x7f is a second zero
		if back := toUlaw(fromUlaw(byte(u))); back != byte(u) && u != 0x7f {
			t.Errorf("%#x comes back as %#x", u, back)
		}
	}
	if toUlaw(32767) != 0x80 || toUlaw(-32768) != 0x00 {
		t.Error("the loudest samples are not cut")
	}
}

// Packets that come early wait, those that come late are dropped, and a silence begins anew.
func TestQueue(t *testing.T) {
	var q queue
	loud := make([]byte, frame) // -32124
	var f twiliotest.Frame
	q.put(65534, loud)
	q.put(65535, loud)
	if q.take(&f) {
		t.Fatal("heard before there is a cushion")
	}
	q.put(0, loud)
	q.put(65535, loud) // late
	for range 3 {
		if !q.take(&f) || f[0] != -32124 {
			t.Fatalf("%v", f[0])
		}
	}
	if q.take(&f) {
		t.Fatal("a late packet was heard")
	}
	q.put(1, loud)
	if q.take(&f) {
		t.Fatal("heard without a cushion after a gap")
	}
	for n := range uint16(20) {
		q.put(2+n, loud)
	}
	heard := 0
	for q.take(&f) {
		heard++
	}
	if heard > most/frame {
		t.Errorf("%d frames were kept", heard)
	}
}

func TestKeypad(t *testing.T) {
	var k keypad
	var pressed []byte
	for _, p := range []struct {
		at    uint32
		event []byte
	}{{100, []byte{1, 0, 0, 160}}, {100, []byte{1, 0, 1, 64}}, {100, []byte{1, 0x80, 1, 224}}, {900, []byte{1, 0, 0, 160}}, {1700, []byte{11, 0, 0, 160}}, {2500, []byte{16, 0, 0, 160}}, {3300, nil}} {
		if d, ok := k.hear(p.at, p.event); ok {
			pressed = append(pressed, d)
		}
	}
	if string(pressed) != "11#" {
		t.Errorf("%q", pressed)
	}
}
