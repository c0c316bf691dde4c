// Package soundtest carries the sound of browsers for Twilio's stand-in, over WebRTC as
// Twilio's voice SDK wants it: PCMU, and keys as telephone events. It is apart from the
// stand-in so that nobody builds WebRTC who needs no sound.
//
// What differs from the real Twilio: there is one codec, of telephone quality; no relay,
// so that only pages of this machine are heard; and no trouble on the way.
package soundtest

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

const (
	pcmu       = 0   // its payload type, by RFC 3551
	telephone  = 101 // ours; a browser's offer may have another
	clockRate  = twiliotest.SampleRate
	gatherMost = 5 * time.Second // finding the addresses of this machine takes no time
)

// New gives the sound of one browser; it is a twiliotest.Media.
func New(pressed func(digit byte)) (twiliotest.Browser, error) {
	var codecs webrtc.MediaEngine
	for _, c := range []webrtc.RTPCodecParameters{
		{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMU, ClockRate: clockRate}, PayloadType: pcmu},
		{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: "audio/telephone-event", ClockRate: clockRate, SDPFmtpLine: "0-16"}, PayloadType: telephone},
	} {
		if err := codecs.RegisterCodec(c, webrtc.RTPCodecTypeAudio); err != nil {
			return nil, err
		}
	}
	var settings webrtc.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	var reports interceptor.Registry // from which the SDK reads delay and loss
	if err := webrtc.ConfigureRTCPReports(&reports); err != nil {
		return nil, err
	}
	conn, err := webrtc.NewAPI(webrtc.WithMediaEngine(&codecs), webrtc.WithSettingEngine(settings), webrtc.WithInterceptorRegistry(&reports)).
		NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, err
	}
	b := &browser{conn: conn, pressed: pressed}
	b.out, err = webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMU, ClockRate: clockRate}, "sound", "twilio")
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	sender, err := conn.AddTrack(b.out)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	go readReports(sender.Read)
	conn.OnTrack(func(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
		go readReports(receiver.Read)
		b.listen(track)
	})
	return b, nil
}

// browser is one page's sound.
type browser struct {
	conn    *webrtc.PeerConnection
	out     *webrtc.TrackLocalStaticSample
	said    queue
	pressed func(byte)
	closed  atomic.Bool
}

// readReports lets the reports of the other side be heard, until the connection is closed.
func readReports(read func([]byte) (int, interceptor.Attributes, error)) {
	for buffer := make([]byte, 1500); ; {
		if _, _, err := read(buffer); err != nil {
			return
		}
	}
}

// Answer takes up an offer. Later ones restart the connection's way through the network.
func (b *browser) Answer(offer string) (string, error) {
	if err := b.conn.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", err
	}
	answer, err := b.conn.CreateAnswer(nil)
	if err != nil {
		return "", err
	}
	return b.describe(answer)
}

// Offer describes the sound of a call that comes to the page.
func (b *browser) Offer() (string, error) {
	offer, err := b.conn.CreateOffer(nil)
	if err != nil {
		return "", err
	}
	return b.describe(offer)
}

// Accept takes up the page's answer to Offer.
func (b *browser) Accept(answer string) error {
	return b.conn.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer})
}

// describe says what is described, with all the ways to get here.
func (b *browser) describe(d webrtc.SessionDescription) (string, error) {
	gathered := webrtc.GatheringCompletePromise(b.conn)
	if err := b.conn.SetLocalDescription(d); err != nil {
		return "", err
	}
	select { // the SDK reads no candidate that comes later
	case <-gathered:
	case <-time.After(gatherMost):
		return "", errors.New("no address was found to be reached at")
	}
	return b.conn.LocalDescription().SDP, nil
}

// listen reads what a page says until it is gone.
func (b *browser) listen(track *webrtc.TrackRemote) {
	var keys keypad
	for {
		p, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		if p.PayloadType == pcmu {
			b.said.put(p.SequenceNumber, p.Payload)
			continue
		}
		if digit, ok := keys.hear(p.Timestamp, p.Payload); ok {
			b.pressed(digit)
		}
	}
}

func (b *browser) Said(f *twiliotest.Frame) bool { return b.said.take(f) }

func (b *browser) Hears(f *twiliotest.Frame) {
	if b.closed.Load() {
		return
	}
	sound := make([]byte, frame)
	for i, v := range f {
		sound[i] = toUlaw(v)
	}
	_ = b.out.WriteSample(media.Sample{Data: sound, Duration: twiliotest.FrameLength}) // it may be gone, or not there yet
}

func (b *browser) Close() {
	if b.closed.CompareAndSwap(false, true) {
		_ = b.conn.Close()
	}
}

// keypad tells keys from the packets that repeat them (RFC 4733): all of one key have one time.
type keypad struct {
	at   uint32
	down bool
}

const keyNames = "0123456789*#"

func (k *keypad) hear(at uint32, event []byte) (digit byte, ok bool) {
	if len(event) < 4 || int(event[0]) >= len(keyNames) || k.down && k.at == at {
		return 0, false
	}
	k.at, k.down = at, true
	return keyNames[event[0]], true
}
