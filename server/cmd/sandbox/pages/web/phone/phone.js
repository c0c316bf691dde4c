import { fill, h, icon } from "../shared/dom.js";
import { duration, phone } from "../shared/format.js";
import { del, follow, get, post, put } from "../shared/net.js";
import { avatar } from "../shared/person.js";

const at = (id) => document.getElementById(id);
const world = await get("/api/world");
const lines = world.accounts.map((a) => ({ number: a.number, label: a.company, crm: a.kind === "zendesk" ? "Zendesk" : "Salesforce" }));
lines.push({ number: world.menu_number, label: "Acme Care", crm: "with a menu" });
const customer = world.customers[0];

// Whose phone this is. A withheld number reaches Twilio as "anonymous".
const withheld = "anonymous";
const presets = [
  { label: `${customer.name}'s phone`, number: customer.phone },
  { label: "A phone two people share", number: world.shared_phone },
  { label: "A number nobody knows", number: "+14155550187" },
  { label: "Number withheld", number: withheld },
  { label: "A blocked number", number: world.blocked_phone },
];

let mine = new URLSearchParams(location.search).get("number") ?? customer.phone;
let typed = lines[0].number;
let call = null; // the one on the screen
let openedAt = 0; // when it was answered, by this page's clock
let problem = "";
let texting = false; // the texts are on the screen
let texts = []; // that this phone shows
let words = ""; // of the next one
const calls = new Map(); // by SID

const isMine = (c) => (c.direction === "inbound" ? c.from === mine : c.to === mine) && !c.from.startsWith("client:") && !c.to.startsWith("client:");
const rings = (c) => c.direction === "outbound-api" && c.status === "ringing";

function heard(c) {
  calls.set(c.call_sid, c);
  if (c.state === "open" && call?.state !== "open") openedAt = Date.now();
  if (isMine(c) && (call === null || call.call_sid === c.call_sid || call.state === "closed")) call = c;
  if (call?.call_sid === c.call_sid) {
    draw();
    void carry(call);
  }
}

let line = null; // what carries the sound of the call on the screen

/** Lets the call be heard, and what is said here be heard in it, for as long as it goes on. */
async function carry(c) {
  if (line !== null && (line.sid !== c.call_sid || c.state === "closed")) {
    for (const track of line.tracks) track.stop();
    line.connection.close();
    line = null;
  }
  if (c.state !== "open" || line !== null) return;
  const connection = new RTCPeerConnection();
  const mine = (line = { sid: c.call_sid, connection, tracks: [] });
  connection.ontrack = (e) => {
    const speaker = new Audio();
    speaker.srcObject = e.streams[0];
    speaker.play().catch(() => {}); // not before somebody has touched the page
  };
  try {
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null); // who has none listens
    mine.tracks = microphone?.getTracks() ?? [];
    if (line !== mine) {
      for (const track of mine.tracks) track.stop(); // it was over while the browser asked
      return;
    }
    if (microphone === null) connection.addTransceiver("audio", { direction: "recvonly" });
    else connection.addTrack(mine.tracks[0], microphone);
    await connection.setLocalDescription();
    const { sdp } = await post(`/api/twilio/phone/calls/${c.call_sid}/sound`, { sdp: connection.localDescription.sdp });
    if (sdp !== "") await connection.setRemoteDescription({ type: "answer", sdp }); // else the call has ended meanwhile
  } catch (e) {
    if (line !== mine) return; // the call has ended meanwhile
    problem = `No sound: ${e.message}`;
    draw();
  }
}

async function act(work) {
  problem = "";
  try {
    await work();
  } catch (e) {
    problem = e.message;
  }
  draw();
}

const dial = () => act(async () => {
  const placed = await post("/api/twilio/phone/calls", { from: mine, to: typed });
  if (!calls.has(placed.call_sid)) heard(placed); // else the stream has told of it already, and knows more
});
const hangUp = () => act(() => del(`/api/twilio/phone/calls/${call.call_sid}`));
const answer = () => act(() => post(`/api/twilio/phone/calls/${call.call_sid}/answer`));
const decline = () => act(() => post(`/api/twilio/phone/calls/${call.call_sid}/decline`));

/** Looks what has come, and draws it if there is something new. */
async function lookAtTexts() {
  const all = await get(`/api/twilio/phone/texts?number=${encodeURIComponent(mine)}`);
  if (JSON.stringify(all) === JSON.stringify(texts)) return;
  texts = all ?? [];
  if (texting) draw();
}
const write = () => act(async () => {
  if (words.trim() === "") return;
  await post("/api/twilio/phone/texts", { from: mine, to: typed, body: words });
  words = "";
  await lookAtTexts();
});

function become(number) {
  mine = number;
  texts = [];
  call = [...calls.values()].findLast((c) => isMine(c) && c.state !== "closed") ?? null;
  problem = "";
  drawSetup();
  draw();
}

function behave(how) {
  return act(() => put(`/api/twilio/phone/numbers/${encodeURIComponent(mine)}`, { behaviour: how, after_ms: how === "answer" ? 1500 : 0 }));
}

// --- drawing ---

function drawSetup() {
  fill(at("setup"),
    h("a", { href: "/" }, "Sandbox"),
    h("h1", {}, "A phone in the street"),
    h("p", {}, "Call the company like anybody else, or let an agent call you. What the line says is written on the screen."),
    h("fieldset", {}, h("legend", {}, "Whose phone is it?"),
      presets.map((p) => h("label", {}, h("input", { type: "radio", name: "who", checked: p.number === mine, onchange: () => become(p.number) }),
        h("span", {}, p.label), h("small", {}, p.number === withheld ? "" : phone(p.number)))),
      h("label.own", {}, h("span", {}, "Another number"),
        h("input", { type: "tel", value: presets.some((p) => p.number === mine) ? "" : mine, placeholder: "+1 …", onchange: (e) => become(e.target.value.replace(/[^+\d]/g, "")) }))),
    h("label.when", {}, h("span", {}, "When somebody calls it"),
      h("select", { disabled: mine === withheld, onchange: (e) => behave(e.target.value) },
        [["manual", "it rings until you answer"], ["answer", "it answers by itself"], ["busy", "it is busy"], ["no-answer", "nobody answers"], ["unreachable", "it cannot be reached"]]
          .map(([v, t]) => h("option", { value: v }, t)))),
    h("p", {}, "Whoever is on the phone can ", h("a", { href: `${world.deskside}/join`, target: "_blank", rel: "noopener" }, "join with a browser"), ", by the code that the agent or the menu tells."));
}

// What is drawn anew under a finger would not be pressed: it waits until the finger is up.
let finger = false;
let stale = false;
addEventListener("pointerdown", () => { finger = true; });
for (const up of ["pointerup", "pointercancel", "blur"]) {
  addEventListener(up, () => setTimeout(() => { // after the click that comes of it
    finger = false;
    if (stale) draw();
  }));
}

function draw() {
  stale = finger;
  if (finger) return;
  const view = !call ? (texting ? messages() : pad()) : call.state === "closed" ? over() : rings(call) ? ringing() : talking();
  const focused = document.activeElement?.dataset?.key;
  fill(at("view"), view);
  if (focused) at("view").querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  at("screen").classList.toggle("dark", call !== null);
}

const press = (k) => act(() => post(`/api/twilio/phone/calls/${call.call_sid}/keys`, { keys: k }));

const keys = [["1", ""], ["2", "ABC"], ["3", "DEF"], ["4", "GHI"], ["5", "JKL"], ["6", "MNO"], ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"], ["+", ""], ["0", ""], ["#", ""]];

function pad() {
  const put = (text) => { typed = text; problem = ""; draw(); };
  return h("div.pad", {},
    h("div.favourites", {}, lines.map((l) => h("button", { type: "button", "data-key": l.number, onclick: () => put(l.number) }, h("b", {}, l.label), h("small", {}, l.crm), h("span", {}, phone(l.number))))),
    h("output.typed", { "aria-live": "polite" }, phone(typed) || " "),
    h("p.problem", { role: "alert" }, problem),
    h("div.keys", {}, keys.map(([k, letters]) => h("button.key", { type: "button", "data-key": k, onclick: () => put(typed + k) }, h("b", {}, k), h("span", {}, letters)))),
    h("div.bottom", {}, h("button.erase", { type: "button", id: "texts", "aria-label": "Texts", "data-key": "texts", onclick: () => { texting = true; draw(); } }, icon("chat", 26)),
      h("button.round.green", { type: "button", id: "call", "aria-label": "Call", "data-key": "call", onclick: dial }, icon("phone", 30)),
      h("button.erase", { type: "button", "aria-label": "Erase", "data-key": "erase", onclick: () => put(typed.slice(0, -1)) }, icon("erase", 26))));
}

/** What has gone between this phone and the number that is dialled. */
function messages() {
  const ours = texts.filter((m) => m.from === typed || m.to === typed);
  return h("div.pad.texts", {},
    h("div.favourites", {}, lines.map((l) => h("button", { type: "button", "data-key": `to-${l.number}`, "aria-pressed": String(l.number === typed), onclick: () => { typed = l.number; draw(); } }, h("b", {}, l.label), h("small", {}, l.crm), h("span", {}, phone(l.number))))),
    h("ul.bubbles", { "aria-label": "Texts", "aria-live": "polite" }, ours.map((m) => h(m.from === mine ? "li.mine" : "li", { dir: "auto" }, m.body))),
    h("p.problem", { role: "alert" }, problem),
    h("div.compose", {},
      h("textarea", { rows: 2, "aria-label": "Text", "data-key": "words", value: words, oninput: (e) => { words = e.target.value; } }),
      h("button.button", { type: "button", id: "send", "data-key": "send", onclick: write }, "Send")),
    h("button.button", { type: "button", id: "keypad", "data-key": "keypad", onclick: () => { texting = false; draw(); } }, "Keypad"));
}

const other = () => (call.direction === "inbound" ? call.to : call.from);
const label = (number) => lines.find((l) => l.number === number)?.label ?? phone(number);

function head(text) {
  return h("div.callhead", {}, avatar(label(other()), 84), h("h2", {}, label(other())), h("p", { role: "status", id: "callstatus" }, text));
}

function ringing() {
  return h("div.call", {}, head("is calling …"),
    h("p.problem", { role: "alert" }, problem),
    h("div.two", {},
      h("div", {}, h("button.round.red", { type: "button", id: "decline", "aria-label": "Decline", "data-key": "decline", onclick: decline }, icon("close", 30)), h("span", {}, "Decline")),
      h("div", {}, h("button.round.green.shake", { type: "button", id: "answer", "aria-label": "Answer", "data-key": "answer", onclick: answer }, icon("phone", 30)), h("span", {}, "Answer"))));
}

function talking() {
  const names = call.with.map((w) => (/^(agent|customer)/.test(w) ? "the agent" : phone(w)));
  const text = call.state !== "open" ? "Calling …" : call.hold ? "On hold" : call.with.length ? `Speaking with ${names.join(", ")}` : call.in_room ? "Waiting for somebody to answer" : "Connected";
  return h("div.call", {}, head(text),
    h("p.timer", { id: "timer" }, call.state === "open" ? duration((Date.now() - openedAt) / 1000) : ""),
    captions(),
    h("p.problem", { role: "alert" }, problem),
    call.listens === "gather" ? h("div.keys.small", { role: "group", "aria-label": "Keys" },
      [..."123456789*0#"].map((k) => h("button.key", { type: "button", "data-key": `press-${k}`, onclick: () => press(k) }, h("b", {}, k)))) : [],
    h("div.two", {}, h("div", {}, h("button.round.red", { type: "button", id: "hangup", "aria-label": "Hang up", "data-key": "hangup", onclick: hangUp }, icon("phone", 30)), h("span", {}, "Hang up"))));
}

/** What the line has said, the newest last; the same words in a row stand once. */
function captions() {
  const said = call.heard.filter((t, i) => t !== call.heard[i - 1]).slice(-4);
  return h("ul.captions", { "aria-label": "What you hear", "aria-live": "polite" }, said.map((t) => h("li", { dir: "auto" }, /^https?:/.test(t) || t === "(music)" ? "♪ music" : t)));
}

const endings = { completed: "The call has ended", busy: "Busy", "no-answer": "Nobody answered", failed: "The call failed", canceled: "Called off" };

function over() {
  return h("div.call", {}, head(endings[call.status] ?? "The call has ended"), captions(),
    h("div.two", {}, h("div", {}, h("button.button", { type: "button", id: "done", "data-key": "done", onclick: () => { call = null; draw(); } }, "Done"))));
}

function tick() {
  at("clock").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const timer = at("timer");
  if (timer && call?.state === "open") timer.textContent = duration((Date.now() - openedAt) / 1000);
}

drawSetup();
draw();
tick();
setInterval(tick, 1000);
setInterval(() => { if (texting) lookAtTexts().catch(() => {}); }, 1000);
// Calls that ended while the stream was away are not in it any more.
follow("/api/twilio/stream", "call", heard, async () => {
  if (call) heard(await get(`/api/twilio/phone/calls/${call.call_sid}`));
});
