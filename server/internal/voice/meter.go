package voice

import (
	"encoding/binary"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
)

// wavRate is Twilio's: 16 bits, 8 kHz, one channel.
const wavRate = 16_000

// wavBytes is what a recording of that length has as a WAV file.
func wavBytes(d time.Duration) int64 { return 64 + int64(d.Seconds()+1)*wavRate }

// meter tells how long a sound lasts that is written to it, and holds some bytes of it.
type meter struct {
	form twilio.SoundForm
	n    int64 // bytes so far

	// WAV: the first of it, until what is known is enough.
	head []byte
	from int64 // where the sound begins; 0: not known yet
	rate int64 // bytes a second

	// MP3: what of a header has come, and how much lies between it and the next.
	begun  []byte
	skip   int64
	lasted time.Duration
	broken bool
}

func newMeter(form twilio.SoundForm) *meter { return &meter{form: form} }

// lasts reports whether it is as long as somebody says, by whole seconds.
func (m *meter) lasts(d time.Duration) bool {
	got := m.duration()
	return got > 0 && !m.broken && (got-d).Abs() <= 2*time.Second+d/100
}

func (m *meter) duration() time.Duration {
	if m.form == twilio.MP3 {
		return m.lasted
	}
	if m.rate == 0 || m.from == 0 {
		return 0
	}
	return time.Duration(m.n-m.from) * time.Second / time.Duration(m.rate)
}

func (m *meter) Write(b []byte) (int, error) {
	if m.form == twilio.MP3 {
		m.frames(b)
	} else if m.from == 0 && len(m.head) < 4096 {
		m.head = append(m.head, b[:min(len(b), 4096-len(m.head))]...)
		m.chunks()
	}
	m.n += int64(len(b))
	return len(b), nil
}

// chunks of a WAV file up to the one with the sound.
func (m *meter) chunks() {
	h := m.head
	if len(h) < 12 || string(h[:4]) != "RIFF" || string(h[8:12]) != "WAVE" {
		return
	}
	for at := 12; at+8 <= len(h); {
		size := int(binary.LittleEndian.Uint32(h[at+4:]))
		switch string(h[at : at+4]) {
		case "fmt ":
			if at+20 > len(h) {
				return
			}
			m.rate = int64(binary.LittleEndian.Uint32(h[at+16:]))
		case "data":
			m.from, m.head = int64(at+8), nil
			return
		}
		if size < 0 || size > len(h) {
			return
		}
		at += 8 + size + size%2
	}
}

// frames of an MP3 file.
func (m *meter) frames(b []byte) {
	for len(b) > 0 && !m.broken {
		if m.skip > 0 {
			n := min(m.skip, int64(len(b)))
			m.skip, b = m.skip-n, b[n:]
			continue
		}
		m.begun, b = append(m.begun, b[0]), b[1:]
		need := 4
		if m.begun[0] == 'I' { // an ID3 tag, whose size is told in four times seven bits
			need = 10
		}
		if len(m.begun) < need {
			continue
		}
		h := m.begun
		m.begun = nil
		if need == 10 {
			m.skip = int64(h[6])<<21 | int64(h[7])<<14 | int64(h[8])<<7 | int64(h[9])
			continue
		}
		if h[0] == 'T' && h[1] == 'A' && h[2] == 'G' { // at the end
			m.skip = 124
			continue
		}
		size, lasts := mp3Frame(h)
		if size < 4 {
			m.broken = true
			return
		}
		m.skip, m.lasted = size-4, m.lasted+lasts
	}
}

// kbit/s of layer III, of MPEG 1 and of the others; samples a second of MPEG 1, of which
// MPEG 2 has half and 2.5 a quarter.
var (
	mp3Rates1 = [16]int64{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	mp3Rates2 = [16]int64{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
	mp3Hz     = [4]int64{44100, 48000, 32000}
)

// mp3Frame is how many bytes a frame has, and how long it lasts; 0: it is none.
func mp3Frame(h []byte) (size int64, lasts time.Duration) {
	version, layer := h[1]>>3&3, h[1]>>1&3
	if h[0] != 0xff || h[1]&0xe0 != 0xe0 || version == 1 || layer != 1 {
		return 0, 0
	}
	hz, samples, rates := mp3Hz[h[2]>>2&3], int64(576), mp3Rates2
	switch version {
	case 3:
		samples, rates = 1152, mp3Rates1
	case 2:
		hz /= 2
	case 0:
		hz /= 4
	}
	rate := rates[h[2]>>4]
	if hz == 0 || rate == 0 {
		return 0, 0
	}
	return samples/8*rate*1000/hz + int64(h[2]>>1&1), time.Duration(samples) * time.Second / time.Duration(hz)
}
