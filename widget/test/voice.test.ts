import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wave, sounds } from "../sounds";
import { connect, type VoiceStatus } from "../voice";

/** What the SDK shows of itself; the real one is tried in a browser, against the stand-in. */
class FakeCall extends EventEmitter {
  disconnected = 0;
  readonly mute = vi.fn();
  readonly sendDigits = vi.fn();
  disconnect() {
    this.disconnected++;
    this.emit("disconnect", this);
  }
}

class FakeDevice extends EventEmitter {
  static isSupported = true;
  static all: FakeDevice[] = [];
  readonly call = new FakeCall();
  destroyed = false;
  asked: unknown;
  constructor(
    readonly token: string,
    readonly options: Record<string, unknown>,
  ) {
    super();
    FakeDevice.all.push(this);
  }
  connect(given: unknown) {
    this.asked = given;
    return Promise.resolve(this.call);
  }
  destroy() {
    this.destroyed = true;
  }
}
vi.mock("@twilio/voice-sdk", () => ({ Device: FakeDevice }));

beforeEach(() => {
  FakeDevice.all = [];
  FakeDevice.isSupported = true;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ticket = { token: "jwt", params: { ticket: "once" } };

/** Begins a call, up to where the SDK has been asked for it. */
async function begin(given: Parameters<typeof connect>[0] = ticket) {
  const heard: VoiceStatus[] = [];
  const before = FakeDevice.all.length;
  const placing = connect(given, (s) => heard.push(s));
  placing.catch(() => undefined);
  await vi.waitFor(() => expect(FakeDevice.all[before]?.call.listenerCount("disconnect")).toBe(1));
  const device = FakeDevice.all[before]!;
  return { heard, placing, device, call: device.call };
}

test("it connects with token and parameters, and tells how the call stands, each once", async () => {
  const { heard, placing, device, call } = await begin();
  expect(device.token).toBe("jwt");
  expect(device.asked).toEqual({ params: { ticket: "once" } });
  expect(device.options).toMatchObject({ enableImprovedSignalingErrorPrecision: true });
  expect(device.options).not.toHaveProperty("chunderw");
  call.emit("ringing", false);
  const voice = await placing;
  expect(voice.status).toBe("connecting");
  call.emit("accept", call);
  call.emit("accept", call);
  expect(voice.status).toBe("open");
  call.emit("disconnect", call);
  expect([voice.status, device.destroyed]).toEqual(["closed", true]);
  expect(heard).toEqual(["open", "closed"]);
});

test("hanging up ends the call, once", async () => {
  const { heard, placing, call } = await begin();
  call.emit("accept", call);
  const voice = await placing;
  await voice.hangUp();
  await voice.hangUp();
  expect([heard, voice.status]).toEqual([["open", "closed"], "closed"]);
  expect(call.disconnected).toBeGreaterThan(0);
});

test("it is silent when it is to be, and presses a telephone's keys and nothing else", async () => {
  const { placing, call } = await begin();
  call.emit("accept", call);
  const voice = await placing;
  voice.mute(true);
  expect(call.mute).toHaveBeenLastCalledWith(true);
  voice.press("12*0#");
  expect(call.sendDigits).toHaveBeenLastCalledWith("12*0#");
  for (const keys of ["", "w", "12a", "１２", "+1"]) expect(() => voice.press(keys), keys).toThrow("A telephone has the keys 0 to 9, * and # only.");
  expect(call.sendDigits).toHaveBeenCalledTimes(1);
});

test.each([
  [31401, "The browser does not let this page use the microphone."],
  [31208, "The browser does not let this page use the microphone."],
  [31402, "No microphone was found."],
  [31486, "The voice network refused the call (31486)."],
])("of %i one reads: %s", async (code, text) => {
  const { placing, device, call } = await begin();
  call.emit("error", Object.assign(new Error("of the SDK"), { code }));
  await expect(placing).rejects.toThrow(text);
  expect(device.destroyed).toBe(true);
});

test("a call that ends before it is there was refused", async () => {
  const { placing, call } = await begin();
  call.emit("disconnect", call);
  await expect(placing).rejects.toThrow("The voice network refused the call.");
});

test("a token that is refused is final, a network that is away is waited for", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { placing, device } = await begin();
  let over = false;
  placing.catch(() => (over = true));
  device.emit("error", Object.assign(new Error("socket"), { code: 31005 }));
  await vi.advanceTimersByTimeAsync(11_000);
  expect(over).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  await expect(placing).rejects.toThrow("The voice network cannot be reached.");

  const second = await begin();
  second.device.emit("error", Object.assign(new Error("token"), { code: 20101 }));
  await expect(second.placing).rejects.toThrow("The voice network refused the call (20101).");
});

test("what the SDK complains about is told by what people notice, each change once, and what is over is over", async () => {
  const told: (readonly string[])[] = [];
  const placing = connect(ticket, () => undefined, (all) => told.push(all));
  await vi.waitFor(() => expect(FakeDevice.all[0]?.call.listenerCount("disconnect")).toBe(1));
  const { call } = FakeDevice.all[0]!;
  call.emit("accept", call);
  await placing;
  call.emit("warning", "high-jitter");
  call.emit("warning", "high-packet-loss"); // the same to those who talk
  call.emit("warning", "of another version");
  call.emit("warning", "high-rtt");
  call.emit("warning-cleared", "high-jitter");
  call.emit("warning-cleared", "high-packet-loss");
  call.emit("reconnecting", new Error("media"));
  call.emit("reconnected");
  call.emit("warning", "constant-audio-input-level");
  expect(told).toEqual([["loss"], ["delay", "loss"], ["delay"], ["delay", "lost"], ["delay"], ["delay", "silence"]]);
});

test("a browser without WebRTC says so", async () => {
  FakeDevice.isSupported = false;
  await expect(connect(ticket, () => undefined)).rejects.toThrow("This browser cannot carry voice.");
});

test("the sandbox's network is asked in plain, any other as it is", async () => {
  const asked: string[] = [];
  vi.stubGlobal(
    "WebSocket",
    class {
      constructor(address: string | URL) {
        asked.push(String(address));
      }
    },
  );
  document.head.innerHTML = `<script type="application/json" id="deskside-boot">{"simulator":"http://127.0.0.1:8093"}</script>`;
  for (let n = 0; n < 2; n++) {
    const { device, call, placing } = await begin({ ...ticket, simulator: "http://127.0.0.1:8093" });
    expect(device.options).toMatchObject({ chunderw: "127.0.0.1:8093", publishEvents: false });
    call.emit("ringing", false);
    await placing;
  }
  document.head.replaceChildren();
  new WebSocket("wss://127.0.0.1:8093/signal");
  new WebSocket("wss://127.0.0.1:8093/v1/live");
  new WebSocket("wss://desk.example.com/signal");
  expect(asked).toEqual(["ws://127.0.0.1:8093/signal", "wss://127.0.0.1:8093/v1/live", "wss://desk.example.com/signal"]);
});

test("every sound that the SDK asks for is made here", () => {
  expect(Object.keys(sounds()).sort()).toEqual(
    ["incoming", "outgoing", "disconnect", ...Array.from("0123456789sh", (key) => "dtmf" + key)].sort(),
  );
  for (const address of Object.values(sounds())) expect(address).toMatch(/^blob:/);
  const file = new DataView(wave([440], 100).buffer);
  expect([file.getUint32(24, true), file.getUint32(40, true), file.byteLength]).toEqual([8_000, 1_600, 1_644]);
  const samples = Array.from({ length: 800 }, (_, n) => file.getInt16(44 + 2 * n, true));
  const crossings = samples.filter((v, n) => n > 0 && v >= 0 !== samples[n - 1]! >= 0).length;
  expect(Math.abs(crossings - 88)).toBeLessThanOrEqual(1); // 440 waves a second cross 880 times
});
