import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { loudness } from "../agent/sound/sound";
import { choice, choose, hold, look, open, take, watch } from "../microphone";
import { part } from "../agent/sound/feature";
import { Workspace } from "../agent/shell/workspace";
import type { Whole } from "../agent/shell/slots";
import { Client } from "../api/client";
import type { Host } from "../hosts/host";
import { include } from "../words/catalogue";

/** A browser's microphones, as far as a page sees them. */
class Microphones extends EventTarget {
  permission = Object.assign(new EventTarget(), { state: "granted" });
  devices = [
    { kind: "audioinput", deviceId: "default", label: "Default" },
    { kind: "audioinput", deviceId: "headset", label: "Headset" },
    { kind: "audiooutput", deviceId: "speaker", label: "Loudspeaker" },
  ];
  fails = "";
  opened: { constraints: MediaStreamConstraints; stopped: boolean; active: boolean }[] = [];

  enumerateDevices = () => Promise.resolve(this.devices);
  getUserMedia = (constraints: MediaStreamConstraints) => {
    if (this.fails !== "") return Promise.reject(Object.assign(new Error("of the browser"), { name: this.fails }));
    const one = { constraints, stopped: false, active: true };
    this.opened.push(one);
    return Promise.resolve(Object.assign(one, { getTracks: () => [{ stop: () => void ((one.stopped = true), (one.active = false)) }] }));
  };
}

let microphones: Microphones;

beforeEach(() => {
  microphones = new Microphones();
  vi.stubGlobal("navigator", { ...navigator, mediaDevices: microphones, permissions: { query: () => Promise.resolve(microphones.permission) } });
  localStorage.clear();
  choose({ input: "", output: "" });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

test("what is known without asking: allowed, not asked, refused, not there", async () => {
  expect(await look()).toBe("ready");
  microphones.permission.state = "prompt";
  microphones.devices = [{ kind: "audioinput", deviceId: "", label: "" }];
  expect(await look()).toBe("unasked");
  microphones.permission.state = "denied";
  expect(await look()).toBe("refused");
  microphones.permission.state = "granted";
  microphones.devices = [];
  expect(await look()).toBe("missing");
  vi.stubGlobal("navigator", { mediaDevices: undefined }); // an address that is not https
  expect(await look()).toBe("refused");
});

test("a change of devices or of mind is heard, until nobody listens", async () => {
  const changed = vi.fn();
  const end = watch(changed);
  await vi.waitFor(() => expect(microphones.dispatchEvent(new Event("devicechange"))).toBe(true));
  await new Promise((resolve) => setTimeout(resolve));
  microphones.permission.dispatchEvent(new Event("change"));
  expect(changed).toHaveBeenCalledTimes(2);
  end();
  microphones.dispatchEvent(new Event("devicechange"));
  microphones.permission.dispatchEvent(new Event("change"));
  expect(changed).toHaveBeenCalledTimes(2);
});

test("the call hears what was opened before it, once; what no call comes for is closed", async () => {
  vi.useFakeTimers();
  await hold();
  expect(await take({ audio: true })).toBe(microphones.opened[0]);
  expect(await take({ audio: true })).toBe(microphones.opened[1]);
  await hold();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(microphones.opened.map((o) => o.stopped)).toEqual([false, false, true]);
  expect(await take()).toBe(microphones.opened[3]);
});

test.each([
  ["NotAllowedError", "does not let this page use the microphone"],
  ["NotFoundError", "No microphone was found"],
  ["NotReadableError", "another program may hold it"],
])("%s is said in words", async (name, words) => {
  microphones.fails = name;
  await expect(hold()).rejects.toThrow(words);
});

test("the chosen one is opened, and kept for the next time; what the caller wants goes before it", async () => {
  choose({ input: "headset" });
  await open();
  await open({ audio: { deviceId: { exact: "other" } } });
  expect(microphones.opened.map((o) => o.constraints)).toEqual([{ audio: { deviceId: { ideal: "headset" } } }, { audio: { deviceId: { exact: "other" } } }]);
  expect(JSON.parse(localStorage.getItem("deskside-sound")!)).toEqual({ input: "headset", output: "" });
  expect(choice()).toEqual({ input: "headset", output: "" });
});

test("loudness is 0 in silence, 1 at the loudest, and between for a voice", () => {
  expect([loudness(new Float32Array(8)), loudness(new Float32Array(8).fill(1))]).toEqual([0, 1]);
  expect(loudness(new Float32Array(8).fill(0.1))).toBeCloseTo(2 / 3);
});

/** The feature's views, in a widget that takes calls. */
async function widget() {
  await Promise.all((part.words ?? []).map(include));
  const boot = { host: "zendesk", location: "top_bar", account: "support", sign_in: "sandbox", token: "", nonce: "", frame: "", app: "", origins: [] } as const;
  const workspace = new Workspace({ client: new Client(), host: {} as Host, boot: { ...boot, origins: [] } });
  part.start?.(workspace);
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  const { tools: Tools, below: Below, notices: Notices } = part.views!;
  const given = { workspace, state: workspace.state, arrangement: undefined as unknown as Whole["arrangement"], opened: undefined };
  await act(() => render(<>{Tools && <Tools {...given} />}{Below && <Below {...given} />}{Notices && <Notices {...given} />}</>, root));
  const until = (check: () => void) =>
    vi.waitFor(async () => {
      await act(() => new Promise<void>((resolve) => setTimeout(resolve)));
      check();
    });
  return { workspace, root, until, press: (name: string) => act(() => [...root.querySelectorAll("button")].find((b) => (b.ariaLabel ?? b.textContent) === name || b.getAttribute("aria-label") === name)!.click()) };
}

test("a missing microphone is said before any call rings, keeps one from being accepted, and is forgotten once it is there", async () => {
  const devices = microphones.devices;
  microphones.devices = [];
  microphones.fails = "NotFoundError";
  const w = await widget();
  await w.until(() => expect(w.root.textContent).toContain("There is no microphone, so no call can be taken here."));
  await expect(w.workspace.prepare()).rejects.toThrow("No microphone was found.");
  microphones.devices = devices;
  microphones.fails = "";
  microphones.dispatchEvent(new Event("devicechange"));
  await w.until(() => expect(w.root.textContent).not.toContain("There is no microphone"));
  await w.workspace.prepare();
});

test("a browser that was never asked is asked by a button", async () => {
  microphones.permission.state = "prompt";
  microphones.devices = [{ kind: "audioinput", deviceId: "", label: "" }];
  const w = await widget();
  await w.until(() => expect(w.root.textContent).toContain("has not been asked for the microphone yet"));
  microphones.fails = "NotAllowedError";
  await w.press("Allow the microphone");
  await w.until(() => expect(w.root.textContent).toContain("The browser keeps this page from the microphone"));
});

test("microphone and speaker are chosen and tried; the microphone is closed when that is done", async () => {
  const samples = { loud: 0.1 };
  vi.stubGlobal("AudioContext", class {
    createMediaStreamSource = () => ({ connect: () => undefined });
    close = () => Promise.resolve();
  });
  vi.stubGlobal("AnalyserNode", class {
    fftSize = 1024;
    getFloatTimeDomainData = (into: Float32Array) => into.fill(samples.loud);
  });
  HTMLMediaElement.prototype.setSinkId ??= () => Promise.resolve();
  const w = await widget();
  await w.press("Microphone and speaker");
  const meter = () => Number(w.root.querySelector("[role=meter]")?.getAttribute("aria-valuenow"));
  await w.until(() => expect(meter()).toBe(67));
  samples.loud = 0;
  await w.until(() => expect(meter()).toBe(0));
  const [input, output] = [...w.root.querySelectorAll("select")];
  expect([...input!.options].map((o) => o.text)).toEqual(["The system's own", "Headset"]);
  expect([...output!.options].map((o) => o.text)).toEqual(["The system's own", "Loudspeaker"]);
  input!.value = "headset";
  await act(() => void input!.dispatchEvent(new Event("change", { bubbles: true })));
  await w.until(() => expect(microphones.opened.at(-1)?.constraints).toEqual({ audio: { deviceId: { ideal: "headset" } } }));
  expect(microphones.opened[0]!.stopped).toBe(true);
  await w.press("Done");
  expect(microphones.opened.every((o) => o.stopped)).toBe(true);
});
