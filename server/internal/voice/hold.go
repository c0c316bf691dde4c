package voice

import (
	"context"
	"encoding/binary"
	"math"
	"sync"

	"github.com/deskside/deskside/connectors/twilio"
)

// hold begins or ends the hold of a leg.
func (v *Voice) hold(ctx context.Context, h Hold) error {
	url := ""
	if h.On {
		url = v.twimlURL(HoldPath)
	}
	return v.Twilio.Hold(ctx, h.Conference, h.CallSID, url)
}

// OnHold is what somebody on hold hears: music, over and over.
func (v *Voice) OnHold() (string, error) {
	return twilio.Wait(twilio.Prompt{Play: v.url(MusicPath)}), nil
}

// Music is what plays while somebody is on hold, as a sound file of our own making: 16 bits,
// one channel, at the telephone's rate.
var Music = sync.OnceValue(func() []byte {
	samples := make([]int16, len(tune)*perNote)
	for n, hz := range tune {
		for i := range 2 * perNote { // each note rings on into the next
			t := float64(i) / musicRate
			s := math.Exp(-2.5*t) * (math.Sin(2*math.Pi*hz*t) + 0.3*math.Sin(4*math.Pi*hz*t))
			at := (n*perNote + i) % len(samples) // so that the end leads into the beginning
			samples[at] += int16(4000 * s * min(1, t*100))
		}
	}
	size := uint32(2 * len(samples)) //nolint:gosec // some hundred kilobytes
	b := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, 36+size)...)
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, 1) // PCM
	b = binary.LittleEndian.AppendUint16(b, 1)
	b = binary.LittleEndian.AppendUint32(b, musicRate)
	b = binary.LittleEndian.AppendUint32(b, 2*musicRate)
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, size)
	for _, s := range samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(s)) //nolint:gosec // its bits
	}
	return b
})

const (
	musicRate = 8000
	perNote   = musicRate * 2 / 5 // samples
)

// tune in Hz: four chords, broken, up and down.
var tune = []float64{
	261.6, 329.6, 392.0, 523.3, 392.0, 329.6,
	220.0, 261.6, 329.6, 440.0, 329.6, 261.6,
	174.6, 220.0, 261.6, 349.2, 261.6, 220.0,
	196.0, 246.9, 293.7, 392.0, 293.7, 246.9,
}
