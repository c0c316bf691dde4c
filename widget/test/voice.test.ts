// @vitest-environment node
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect, type VoiceStatus } from "../voice";
import { StandIn, WireEventSource } from "./standin";

let standIn: StandIn;
let page: EventTarget;

beforeEach(async () => {
  standIn = await StandIn.start();
  page = new EventTarget();
  vi.stubGlobal("EventSource", WireEventSource);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await standIn.stop();
});

/** Statuses as they are heard, and a way to wait for one. */
function ear() {
  const heard: VoiceStatus[] = [];
  const waiting: { status: VoiceStatus; resolve: () => void }[] = [];
  return {
    heard,
    hear(status: VoiceStatus) {
      heard.push(status);
      for (const w of waiting) if (w.status === status) w.resolve();
    },
    of: (status: VoiceStatus) => new Promise<void>((resolve) => (heard.includes(status) ? resolve() : waiting.push({ status, resolve }))),
  };
}

const ticket = () => ({ token: "jwt", params: { ticket: "once" }, simulator: standIn.base + "/" });

test("it connects with token and parameters, follows the call, and hears its end", async () => {
  const e = ear();
  const call = await connect(ticket(), e.hear);
  expect(standIn.requests[0]).toEqual({ method: "POST", path: "/_sandbox/clients/connect", body: { token: "jwt", params: { ticket: "once" } } });
  expect(call.status).toBe("connecting");
  await standIn.saw("GET", "/_sandbox/clients/calls/CA77/stream");
  standIn.say("open", "in-progress");
  await e.of("open");
  standIn.say("open", "in-progress"); // repeated: heard once
  standIn.say("closed", "completed");
  await e.of("closed");
  expect(e.heard).toEqual(["open", "closed"]);
  expect(call.status).toBe("closed");
});

test("hanging up ends this leg, once", async () => {
  const e = ear();
  const call = await connect(ticket(), e.hear);
  await call.hangUp();
  await call.hangUp();
  expect(standIn.requests.filter((r) => r.method === "DELETE").map((r) => r.path)).toEqual(["/_sandbox/clients/calls/CA77"]);
  expect(e.heard).toEqual(["closed"]);
});

test("the leg dies with its page", async () => {
  await connect(ticket(), () => undefined);
  page.dispatchEvent(new Event("pagehide"));
  await standIn.saw("DELETE", "/_sandbox/clients/calls/CA77");
});

test("a call that the voice network no longer knows is over", async () => {
  const e = ear();
  await connect(ticket(), e.hear);
  await standIn.saw("GET", "/stream");
  await standIn.stop();
  await e.of("closed");
  standIn = await StandIn.start();
});

test("a refusal, an unreachable network and a missing SDK each have their sentence", async () => {
  standIn.connectStatus = 422;
  await expect(connect(ticket(), () => undefined)).rejects.toThrow("The voice network refused the call (status 422).");
  await expect(connect({ token: "t", params: {}, simulator: "http://127.0.0.1:1" }, () => undefined)).rejects.toThrow("The voice network cannot be reached");
  await expect(connect({ token: "t", params: {} }, () => undefined)).rejects.toThrow("it needs the voice SDK");
});
