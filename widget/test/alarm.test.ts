import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Alarm, type Channel } from "../agent/ringing/alarm";
import type { Notifier } from "../agent/ringing/notify";
import { Ring } from "../agent/ringing/ring";
import { Turn } from "../agent/ringing/turn";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A browser with several pages: one lock manager, one channel between them. */
class Browser {
  #queue: { name: string; page: string; give: () => Promise<unknown> }[] = [];
  #channels: { page: string; channel: Channel }[] = [];

  locks(page: string): LockManager {
    return {
      request: (name: string, keep: () => Promise<unknown>) => {
        this.#queue.push({ name, page, give: keep });
        if (this.#queue.filter((q) => q.name === name).length === 1) void Promise.resolve().then(keep);
        return new Promise(() => undefined);
      },
      query: () => Promise.resolve({ held: this.#queue.slice(0, 1).map((q) => ({ name: q.name, mode: "exclusive" as const, clientId: q.page })) }),
    } as unknown as LockManager;
  }

  channel(page: string): Channel {
    const channel: Channel = {
      onmessage: null,
      postMessage: (data) => this.#channels.filter((c) => c.page !== page).forEach((c) => c.channel.onmessage?.({ data } as MessageEvent)),
    };
    this.#channels.push({ page, channel });
    return channel;
  }

  /** A page ends, and with it what it held. */
  close(page: string): void {
    const had = this.#queue[0]?.page === page;
    this.#queue = this.#queue.filter((q) => q.page !== page);
    if (had) void this.#queue[0]?.give();
  }
}

/** Sound as the browser has it: notes are counted, and nothing sounds before a gesture. */
function speaker(state: "running" | "suspended") {
  let notes = 0;
  const part = { frequency: { value: 0 }, gain: { setValueAtTime: () => 0, linearRampToValueAtTime: () => 0, exponentialRampToValueAtTime: () => 0 }, connect: (to: unknown) => to, start: () => notes++, stop: () => 0 };
  const context = Object.assign(new EventTarget(), {
    state,
    currentTime: 0,
    destination: part,
    createOscillator: () => part,
    createGain: () => part,
    resume() {
      context.state = "running";
      context.dispatchEvent(new Event("statechange"));
      return Promise.resolve();
    },
  });
  return { context: context as unknown as AudioContext, rings: () => notes / 4 };
}

function page(browser: Browser, name: string, state: "running" | "suspended" = "running") {
  const sound = speaker(state);
  const notifier = { askable: false, show: vi.fn(), close: vi.fn(), ask: vi.fn() };
  const alarm = new Alarm({
    agent: "support 7001",
    ring: (allowed) => new Ring(allowed, sound.context),
    soon: (open) => open(),
    turn: new Turn("deskside-ring support 7001", browser.locks(name)),
    notifier: notifier as unknown as Notifier,
    channel: browser.channel(name),
  });
  const gestures = new EventTarget();
  const close = alarm.listen(gestures);
  return { alarm, sound, notifier, click: () => gestures.dispatchEvent(new Event("click")), close: () => (close(), browser.close(name)) };
}

const call = { id: "i1", title: "Incoming call from Maya", text: "My order" };
const settle = () => vi.advanceTimersByTimeAsync(0);

test("of several pages one sounds, and another goes on when it is closed", async () => {
  const browser = new Browser();
  const [a, b] = [page(browser, "a"), page(browser, "b")];
  await settle();
  for (const p of [a, b]) p.alarm.call(call);
  await vi.advanceTimersByTimeAsync(6_500);
  expect([a.sound.rings(), b.sound.rings()]).toEqual([3, 0]);
  a.close();
  await vi.advanceTimersByTimeAsync(3_500);
  expect([a.sound.rings(), b.sound.rings()]).toEqual([3, 2]);
  b.alarm.call(undefined);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(b.sound.rings()).toBe(2);
});

test("a page that may not sound says so, calls by other means, and sounds from the first gesture on", async () => {
  const p = page(new Browser(), "a", "suspended");
  await settle();
  expect(p.alarm.state.blocked).toBe(true);
  p.alarm.call(call);
  await settle();
  expect(p.sound.rings()).toBe(0);
  expect(p.notifier.show).toHaveBeenCalledWith(call);
  p.click();
  await settle();
  expect(p.alarm.state.blocked).toBe(false);
  expect(p.sound.rings()).toBe(1);
});

test("a silent page neither takes the turn from one that can sound, nor complains while there is one", async () => {
  const browser = new Browser();
  const silent = page(browser, "a", "suspended");
  const loud = page(browser, "b");
  await settle();
  for (const p of [silent, loud]) p.alarm.call(call);
  await settle();
  expect([silent.sound.rings(), loud.sound.rings(), silent.alarm.state.blocked]).toEqual([0, 1, false]);
});

test("muting one page mutes all of the agent's", async () => {
  const browser = new Browser();
  const [a, b] = [page(browser, "a"), page(browser, "b")];
  await settle();
  b.alarm.mute(true);
  for (const p of [a, b]) p.alarm.call(call);
  await vi.advanceTimersByTimeAsync(6_500);
  expect([a.sound.rings(), a.alarm.state.muted]).toEqual([0, true]);
  a.alarm.mute(false);
  await settle();
  expect([a.sound.rings(), b.alarm.state.muted]).toEqual([1, false]);
});

test("where the browser has no locks, a page sounds by itself", async () => {
  const sound = speaker("running");
  const alarm = new Alarm({ agent: "7001", ring: (allowed) => new Ring(allowed, sound.context), soon: (open) => open(), turn: new Turn("x", null), channel: undefined });
  alarm.call(call);
  expect(sound.rings()).toBe(1);
  alarm.call(undefined);
});

test("the sound is opened after the page is seen, and a call that rings by then is heard", () => {
  const sound = speaker("running");
  let open: () => void = () => undefined;
  const alarm = new Alarm({ agent: "7001", ring: (allowed) => new Ring(allowed, sound.context), soon: (then) => (open = then), turn: new Turn("x", null), channel: undefined });
  alarm.call(call);
  expect([sound.rings(), alarm.state.blocked]).toEqual([0, false]);
  open();
  expect(sound.rings()).toBe(1);
  alarm.call(undefined);
});
