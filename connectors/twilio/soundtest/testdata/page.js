// What the tests ask of a page with the SDK.
const sounds = Object.fromEntries(
  ["incoming", "outgoing", "disconnect", ...Array.from("0123456789sh", (key) => "dtmf" + key)].map((name) => [name, "/silence.wav"]),
);
const happened = {}; // by name: how often, and not waited for yet
const waiting = [];
const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }; // tones are noise to them
const errors = [];
let phone, call, analyser;

function happen(name) {
  happened[name] = (happened[name] ?? 0) + 1;
  for (const look of waiting.splice(0)) look();
}

/** Waits for the next event of that name that nobody has waited for. */
async function next(name) {
  while (!happened[name]) await new Promise((resolve) => waiting.push(resolve));
  happened[name]--;
}

async function device(token) {
  phone = new Twilio.Device(token, {
    chunderw: location.host,
    publishEvents: false,
    sounds,
    logLevel: "silent",
    enableImprovedSignalingErrorPrecision: true,
    tokenRefreshMs: 3_599_000,
  });
  phone.on("error", (e) => {
    errors.push(e.code);
    happen("failed");
  });
  phone.on("tokenWillExpire", () => happen("expiring"));
}

/** Connects, with what the microphone hears or a tone, and gives the call's SID. */
async function connect(hz) {
  if (hz !== undefined) {
    phone.updateOptions({
      getUserMedia: async () => {
        const context = new AudioContext();
        const oscillator = new OscillatorNode(context, { frequency: hz });
        const to = new MediaStreamAudioDestinationNode(context);
        oscillator.connect(new GainNode(context, { gain: 0.3 })).connect(to);
        oscillator.start();
        return to.stream;
      },
    });
  }
  call = await phone.connect({ params: { who: JSON.parse(atob(phone.token.split(".")[1])).grants.identity }, rtcConstraints: { audio: plain } });
  follow();
  await open();
  return call.parameters.CallSid;
}

function follow() {
  for (const name of ["accept", "reconnected", "disconnect", "cancel"]) call.on(name, () => happen(name));
  call.on("error", (e) => errors.push(e.code));
  call.on("volume", () => happen("volume"));
}

/** Waits until the call can be heard. */
async function open() {
  await next("accept");
  await next("volume"); // there is something to be heard
  const context = new AudioContext();
  analyser = new AnalyserNode(context, { fftSize: 16384 });
  context.createMediaStreamSource(call.getRemoteStream()).connect(analyser);
}

/** Lets calls in. */
async function register() {
  phone.on("incoming", (incoming) => {
    call = incoming;
    follow();
    happen("incoming");
  });
  await phone.register();
}

/** Takes the call that comes, and gives what it was told of it. */
async function take() {
  await next("incoming");
  call.accept({ rtcConstraints: { audio: plain } });
  await open();
  return JSON.stringify(Object.fromEntries(call.customParameters));
}

async function reject() {
  await next("incoming");
  call.reject();
}

const music = [523, 659, 784];

/** How loud a tone is, by Goertzel, under a window that keeps others out. */
function level(samples, hz, rate) {
  const w = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let a = 0;
  let b = 0;
  samples.forEach((v, i) => {
    const fade = 1 - Math.cos((2 * Math.PI * i) / samples.length);
    [a, b] = [v * fade + w * a - b, a];
  });
  return (2 * Math.sqrt(Math.max(0, a * a + b * b - w * a * b))) / samples.length;
}

/** Waits until these tones and no others are heard; what was heard instead, if they never are. */
async function hears(wanted) {
  const samples = new Float32Array(analyser.fftSize);
  let last = "";
  for (const until = performance.now() + 30_000; performance.now() < until; ) {
    analyser.getFloatTimeDomainData(samples);
    const at = (hz) => level(samples, hz, analyser.context.sampleRate);
    const levels = { 440: at(440), 880: at(880), 1500: at(1500), music: Math.max(...music.map(at)) };
    const right = Object.entries(levels).every(([name, loud]) => (wanted.map(String).includes(name) ? loud > 0.02 : loud < 0.005));
    if (right) return "";
    last = JSON.stringify(levels);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return last + " " + call.status();
}

async function mute(on) {
  call.mute(on);
}

async function press(keys) {
  call.sendDigits(keys);
}

async function hangUp() {
  call.disconnect();
  await next("disconnect");
}

async function willExpire() {
  await next("expiring");
}

async function renew(token) {
  phone.updateToken(token);
}

/** The code of the next error of the device. */
async function failed() {
  await next("failed");
  return errors.shift();
}
