package e2e

import (
	"fmt"
	"testing"
)

// What they say into their microphones, in Hz.
const (
	customerTone  = 440
	agentTone     = 880
	colleagueTone = 1000
)

func TestTheyHearEachOther(t *testing.T) { everywhere(t, theyHearEachOther) }

// theyHearEachOther: the customer's page and the agent's widget carry a call with sound, each by the voice
// SDK. Who waits hears the line; on hold there is music for the one and silence for the other; keys are
// heard at the far end; after a reload the agent is heard again.
func theyHearEachOther(t *testing.T, s *sandbox, c crm) {
	desk := s.desk(c, mia)
	desk.microphone(agentTone)
	desk.reload()
	desk.ready()
	shop := s.shop(c, "sound")
	shop.microphone(customerTone)
	shop.call()
	shop.contact.hears("220") // the stand-in's voice, while they wait
	desk.rings("Aiko Tanaka")
	desk.accept()
	shop.connected(mia)
	shop.contact.hears("880")
	desk.widget.hears("440")

	notices := desk.widget.ear().fresh()
	desk.widget.button("Hold").click()
	notices.hears("Aiko Tanaka is on hold")
	shop.contact.hears("660") // of the stand-in's music, which it plays in place of any sound file
	desk.widget.hears("")
	shop.contact.see(".state", "You are on hold")
	desk.widget.button("Hold").click()
	shop.connected(mia)
	shop.contact.hears("880")
	desk.widget.hears("440")
	desk.widget.button("Mute").click()
	shop.contact.hears("")
	desk.widget.button("Mute").click()
	shop.contact.hears("880")
	desk.widget.button("Keypad").click()
	desk.widget.button("5").click()
	desk.widget.button("#").click()
	s.pressed("5#")

	desk.reload()
	desk.rings("Aiko Tanaka")
	desk.accept()
	desk.widget.hears("440")
	shop.contact.hears("880")
	desk.hangUp()
	shop.contact.see(".state", "The call has ended")
	desk.wrapUp("Resolved", "They heard each other.")
}

// TestStreetIsHeard: a phone in the sandbox's street has a microphone and a speaker, too.
func TestStreetIsHeard(t *testing.T) {
	t.Parallel()
	s := start(t)
	desk := s.desk(crms[0], mia)
	desk.microphone(agentTone)
	desk.reload()
	desk.ready()
	phone := s.phone(unknown)
	phone.microphone(customerTone)
	phone.reload()
	phone.call(crms[0])
	phone.hears("220") // the stand-in's voice, while they wait
	desk.rings("415")
	desk.accept()
	desk.widget.hears("440")
	phone.hears("880")
	phone.hangUp()
	desk.wrapUp("Resolved", "They heard each other.")
}

func TestNoMicrophone(t *testing.T) { everywhere(t, noMicrophone) }

// noMicrophone: without one an agent is told before a call rings, and cannot take one that would be silent; a
// customer is told before anybody is called, and can write instead. Both go on once there is one.
func noMicrophone(t *testing.T, s *sandbox, c crm) {
	desk := s.desk(c, mia)
	desk.unplugged()
	desk.reload()
	desk.ready()
	desk.widget.see(".message", "There is no microphone, so no call can be taken here.")
	shop := s.shop(c, "sound")
	shop.unplugged()
	shop.call()
	shop.contact.see(".message", "No microphone was found.")
	shop.contact.button("Leave a message").there()
	if n := s.calls(); n != 0 {
		t.Errorf("%d calls were begun without a sound", n)
	}
	shop.contact.plugIn()
	shop.contact.button("Call now").click()
	desk.rings("Aiko Tanaka")
	desk.widget.button("Accept").click()
	desk.widget.see(".ring-card .message", "No microphone was found.")
	desk.widget.plugIn()
	desk.widget.gone(".message", "There is no microphone")
	desk.accept()
	shop.connected(mia)
	desk.hangUp()
	desk.wrapUp("Resolved", "The headset was not plugged in.")
}

// unplugged leaves the pages that the tab loads from now on without a microphone.
func (p *tab) unplugged() {
	p.t.Helper()
	if err := p.command("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": `{
		const media = navigator.mediaDevices;
		if (media) {
			const { enumerateDevices, getUserMedia } = media;
			const there = () => document.documentElement.dataset.headset !== undefined;
			media.enumerateDevices = async () => (there() ? enumerateDevices.call(media) : []);
			media.getUserMedia = async (wanted) => {
				if (there()) return getUserMedia.call(media, wanted);
				throw new DOMException("Requested device not found", "NotFoundError");
			};
			new MutationObserver(() => media.dispatchEvent(new Event("devicechange"))).observe(document, { subtree: true, attributeFilter: ["data-headset"] });
		}
	}`}, nil); err != nil {
		p.t.Fatal(err)
	}
}

// plugIn gives an unplugged frame its microphone.
func (f *frame) plugIn() {
	f.t.Helper()
	if err := f.run(nil, "() => { document.documentElement.dataset.headset = ''; }"); err != nil {
		f.t.Fatal(err)
	}
}

// pressed waits until these keys have been heard in a call.
func (s *sandbox) pressed(keys string) {
	s.t.Helper()
	await(s.t, patience, "keys", func() error {
		var calls []struct{ Digits string }
		if err := s.get(s.at["twilio"]+"/_sandbox/phone/calls", &calls); err != nil {
			return err
		}
		for _, c := range calls {
			if c.Digits == keys {
				return nil
			}
		}
		return complain("%s was not pressed in %v", keys, calls)
	})
}

// calls is how many the voice network has seen.
func (s *sandbox) calls() int {
	s.t.Helper()
	var calls []struct{}
	if err := s.get(s.at["twilio"]+"/_sandbox/phone/calls", &calls); err != nil {
		s.t.Fatal(err)
	}
	return len(calls)
}

// microphone lets the pages that the tab loads from now on hear a tone in place of a microphone, and write
// down which tones they play.
func (p *tab) microphone(hz int) {
	p.t.Helper()
	if err := p.command("Page.addScriptToEvaluateOnNewDocument", map[string]any{"source": fmt.Sprintf("(%s)(%d)", tones, hz)}, nil); err != nil {
		p.t.Fatal(err)
	}
}

const tones = `(hz) => {
	navigator.mediaDevices.getUserMedia = async () => {
		const context = new AudioContext();
		const tone = new OscillatorNode(context, { frequency: hz });
		const to = new MediaStreamAudioDestinationNode(context);
		tone.connect(new GainNode(context, { gain: 0.3 })).connect(to);
		tone.start();
		return to.stream;
	};
	const level = (samples, at, rate) => {
		const w = 2 * Math.cos((2 * Math.PI * at) / rate);
		let a = 0, b = 0;
		samples.forEach((v, i) => ([a, b] = [v * (1 - Math.cos((2 * Math.PI * i) / samples.length)) + w * a - b, a]));
		return (2 * Math.sqrt(Math.max(0, a * a + b * b - w * a * b))) / samples.length;
	};
	let listened;
	const play = HTMLMediaElement.prototype.play;
	HTMLMediaElement.prototype.play = function () {
		const stream = this.srcObject;
		if (stream && stream !== listened) {
			listened = stream;
			const context = new AudioContext();
			const analyser = new AnalyserNode(context, { fftSize: 8192 });
			context.createMediaStreamSource(stream).connect(analyser);
			const samples = new Float32Array(analyser.fftSize);
			const listen = setInterval(() => {
				if (stream !== listened) return clearInterval(listen);
				analyser.getFloatTimeDomainData(samples);
				document.documentElement.dataset.heard = [220, 440, 660, 880, 1000].filter((at) => level(samples, at, context.sampleRate) > 0.02).join(" ");
			}, 100);
		}
		return play.call(this);
	};
}`

// hears waits until the frame plays these tones and no other that is known.
func (f *frame) hears(tones string) {
	f.t.Helper()
	await(f.t, 2*patience, f.tab.name+": hear "+tones, func() error {
		var heard string
		err := f.run(&heard, "() => document.documentElement.dataset.heard ?? 'nothing at all'")
		if err == nil && heard != tones {
			err = complain("it hears %q", heard)
		}
		return err
	})
}
