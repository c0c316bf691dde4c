import { Failure } from "./api/failure";
import type { ConnectToken } from "./api/schema";

/**
 * The one place that knows how sound gets into and out of a page. With a simulator
 * (the sandbox) the call's states are real and its sound is not.
 */
export type VoiceStatus = "connecting" | "open" | "closed";

export interface VoiceCall {
  readonly status: VoiceStatus;
  /** Ends this page's leg. Safe to repeat. */
  hangUp(): Promise<void>;
}

/** Connects; listener hears every later status. Rejects with a sentence when the call cannot be placed. */
export async function connect(connectToken: ConnectToken, listener: (s: VoiceStatus) => void): Promise<VoiceCall> {
  if (connectToken.simulator === undefined || connectToken.simulator === "") {
    throw new Failure(0, "no_voice", "This page cannot carry voice yet: it needs the voice SDK.");
  }
  return simulated(connectToken.simulator.replace(/\/+$/, ""), connectToken, listener);
}

interface LegState {
  call_sid: string;
  /** As a voice SDK says it; `status` beside it is Twilio's own word. */
  state?: string;
  status?: string;
}

async function simulated(base: string, connectToken: ConnectToken, listener: (s: VoiceStatus) => void): Promise<VoiceCall> {
  const placed = await place(base, connectToken);
  const address = `${base}/_sandbox/clients/calls/${encodeURIComponent(placed.call_sid)}`;
  let status: VoiceStatus = read(placed) ?? "connecting";

  const changes = new EventSource(address + "/stream");
  const settle = (next: VoiceStatus) => {
    if (next === "closed") changes.close();
    if (next === status) return;
    status = next;
    listener(next);
  };
  const hear = (e: MessageEvent<string>) => {
    const next = read(JSON.parse(e.data) as LegState);
    if (next !== undefined && status !== "closed") settle(next);
  };
  changes.addEventListener("call", hear);
  changes.addEventListener("message", hear);
  changes.addEventListener("error", () => {
    // The browser retries by itself unless the stand-in no longer knows the call.
    if (changes.readyState === EventSource.CLOSED) settle("closed");
  });

  const call: VoiceCall = {
    get status() {
      return status;
    },
    async hangUp() {
      if (status === "closed") return;
      settle("closed");
      await fetch(address, { method: "DELETE", keepalive: true }).catch(() => undefined);
    },
  };
  // A voice SDK's leg dies with its page; so does this one.
  addEventListener("pagehide", () => void call.hangUp(), { once: true });
  return call;
}

async function place(base: string, connectToken: ConnectToken): Promise<LegState> {
  let answer: Response;
  try {
    answer = await fetch(base + "/_sandbox/clients/connect", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: connectToken.token, params: connectToken.params }),
    });
  } catch (e) {
    throw new Failure(0, "voice_unreachable", `The voice network cannot be reached: ${e instanceof Error ? e.message : String(e)}`);
  }
  if (!answer.ok) throw new Failure(answer.status, "voice_refused", `The voice network refused the call (status ${answer.status}).`);
  return (await answer.json()) as LegState;
}

function read(leg: LegState): VoiceStatus | undefined {
  for (const word of [leg.state, leg.status]) {
    if (word === "connecting" || word === "open" || word === "closed") return word;
  }
  return undefined;
}
