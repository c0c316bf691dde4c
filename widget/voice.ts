import type { Call, Device } from "@twilio/voice-sdk";
import { readBoot } from "./boot";
import { Failure } from "./api/failure";
import type { ConnectToken } from "./api/schema";
import { choice, take } from "./microphone";
import { sounds } from "./sounds";

/** The one place that knows how sound gets into and out of a page: by Twilio's own SDK, which comes when it is asked for. */
export type VoiceStatus = "connecting" | "open" | "closed";

/** What the SDK complains about while a call is on, by what people notice of it. */
export type Trouble = "lost" | "loss" | "delay" | "silence";

const warnings: Readonly<Record<string, Trouble>> = {
  "ice-connectivity-lost": "lost",
  "low-bytes-received": "lost",
  "low-bytes-sent": "lost",
  "high-packet-loss": "loss",
  "high-packets-lost-fraction": "loss",
  "high-jitter": "loss",
  "low-mos": "loss",
  "high-rtt": "delay",
  "constant-audio-input-level": "silence", // not told while the person has muted themselves
};

export interface VoiceCall {
  readonly status: VoiceStatus;
  /** Ends this page's leg. Safe to repeat. */
  hangUp(): Promise<void>;
  /** Nobody hears this page, or they do again. */
  mute(on: boolean): void;
  /** Presses keys of a telephone, which the others hear: 0 to 9, * and #. */
  press(keys: string): void;
}

/** Has the SDK come, so that the first call need not wait for it. */
export function prepare(): Promise<typeof import("@twilio/voice-sdk")> {
  const { simulator } = readBoot();
  if (simulator !== undefined) speakPlainly(simulator); // the SDK keeps the socket that the page has when it comes
  return import("@twilio/voice-sdk");
}

/** How long the network may take to be reached; the server waits 15 s for a leg that was promised. */
const patience = 12_000;

/**
 * Connects; listener hears every later status, troubled what is wrong with the sound, each time
 * that changes. Rejects with a sentence when the call cannot be placed.
 */
export async function connect(connectToken: ConnectToken, listener: (s: VoiceStatus) => void, troubled: (all: readonly Trouble[]) => void = () => undefined): Promise<VoiceCall> {
  const network = connectToken.simulator ? { chunderw: new URL(connectToken.simulator).host, publishEvents: false } : {};
  const { Device } = await prepare().catch(() => {
    throw new Failure(0, "voice_unreachable", "What carries the voice could not be loaded.");
  });
  if (!Device.isSupported) throw new Failure(0, "no_voice", "This browser cannot carry voice.");
  const device = new Device(connectToken.token, { enableImprovedSignalingErrorPrecision: true, logLevel: "silent", sounds: sounds(), getUserMedia: take, ...network });
  try {
    return await place(device, connectToken.params, listener, troubled);
  } catch (e) {
    device.destroy();
    throw e;
  }
}

/** Resolves once the network has the call. */
async function place(device: Device, params: Record<string, string>, listener: (s: VoiceStatus) => void, troubled: (all: readonly Trouble[]) => void): Promise<VoiceCall> {
  let status: VoiceStatus = "connecting";
  const settle = (next: VoiceStatus) => {
    if (next === status || status === "closed") return;
    status = next;
    listener(next);
  };
  const failed = new Promise<never>((_, reject) => {
    let last: TwilioError | undefined;
    device.on("error", (e: TwilioError) => {
      last = e;
      if (!passing.has(e.code)) reject(reason(e)); // of those that pass the SDK tries again
    });
    setTimeout(() => reject(reason(last)), patience);
  });
  failed.catch(() => undefined); // once the call is there it tells of its troubles itself
  const call: Call = await Promise.race([device.connect({ params }), failed]);
  follow(call, troubled);
  const placed = new Promise<void>((resolve, reject) => {
    call.on("ringing", () => resolve());
    call.on("accept", () => {
      resolve();
      const { output } = choice();
      if (output !== "") void device.audio?.speakerDevices.set(output).catch(() => undefined); // it has gone: the system's own
      settle("open");
    });
    call.on("error", (e: TwilioError) => reject(reason(e)));
    for (const end of ["disconnect", "cancel", "reject"]) {
      call.on(end, () => {
        reject(new Failure(0, "voice_refused", "The voice network refused the call."));
        settle("closed");
        device.destroy();
      });
    }
  });
  placed.catch(() => undefined); // it may be lost by a race
  await Promise.race([placed, failed]);
  return {
    get status() {
      return status;
    },
    hangUp() {
      settle("closed");
      call.disconnect();
      return Promise.resolve();
    },
    mute: (on) => call.mute(on),
    press(keys) {
      if (!/^[0-9*#]+$/.test(keys)) throw new Failure(0, "bad_keys", "A telephone has the keys 0 to 9, * and # only.");
      call.sendDigits(keys);
    },
  };
}

/** Tells of what the call complains about, and of what is over. */
function follow(call: Call, troubled: (all: readonly Trouble[]) => void): void {
  const names = new Set<string>();
  let told = "";
  const hear = (name: string, on: boolean) => {
    names[on ? "add" : "delete"](name);
    const all = [...new Set([...names].flatMap((n) => warnings[n] ?? []))].sort();
    if (all.join() === told) return;
    told = all.join();
    troubled(all);
  };
  call.on("warning", (name: string) => hear(name, true));
  call.on("warning-cleared", (name: string) => hear(name, false));
  call.on("reconnecting", () => hear("ice-connectivity-lost", true));
  call.on("reconnected", () => hear("ice-connectivity-lost", false));
}

interface TwilioError extends Error {
  code: number;
}

/** Codes of a network that is away for a moment. */
const passing = new Set([31000, 31005, 31009, 53000, 53001]);

/** Codes of the browser's refusals. */
const refused = new Set([31208, 31401]);
const missing = 31402;

function reason(e: TwilioError | undefined): Failure {
  if (e === undefined || passing.has(e.code)) return new Failure(0, "voice_unreachable", "The voice network cannot be reached.");
  if (refused.has(e.code)) return new Failure(0, "microphone_refused", "The browser does not let this page use the microphone. Allow it beside the address, and try again.");
  if (e.code === missing) return new Failure(0, "microphone_missing", "No microphone was found. Connect one, and try again.");
  return new Failure(0, "voice_refused", `The voice network refused the call (${e.code}).`);
}

/**
 * The sandbox's network has no certificate, and the SDK speaks to none without: what it asks
 * for there, and nothing else, goes to the same host in plain.
 */
function speakPlainly(simulator: string): void {
  const { host } = new URL(simulator);
  if (plain === host) return;
  plain = host;
  globalThis.WebSocket = class extends globalThis.WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(String(address).replace(`wss://${host}/signal`, `ws://${host}/signal`), protocols);
    }
  };
}

let plain = "";
