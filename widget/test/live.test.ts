import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Live, type LiveState } from "../api/live";
import type { LiveMessage } from "../api/schema";
import { fakeSockets } from "./sockets";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(renew = () => Promise.resolve(true)) {
  const sockets = fakeSockets();
  const heard: LiveMessage[] = [];
  const states: LiveState[] = [];
  let token = "first";
  const live = new Live({
    after: 41,
    tab: "tab_12345678",
    token: () => token,
    renew: async () => {
      token = "second";
      return renew();
    },
    message: (m) => heard.push(m),
    state: (s) => states.push(s),
    open: sockets.open,
    random: () => 1,
  });
  return { live, sockets, heard, states };
}

test("it opens with the number, the tab and the token", () => {
  const { live, sockets } = start();
  const s = sockets.last();
  expect(s.url.pathname).toBe("/v1/live");
  expect(s.url.protocol).toBe("ws:");
  expect(Object.fromEntries(s.url.searchParams)).toEqual({ after: "41", tab: "tab_12345678" });
  expect(s.protocols).toEqual(["deskside.v1", "bearer.first"]);
  live.close();
});

test("after a break it resumes behind the last message and says so", async () => {
  const { live, sockets, heard, states } = start();
  sockets.last().say({ kind: "interaction", seq: 42 });
  sockets.last().say({ kind: "interaction", seq: 45 });
  sockets.last().say({ kind: "caught_up", seq: 45 });
  expect(states).toEqual(["connecting", "live"]);
  sockets.last().drop(1006);
  await vi.advanceTimersByTimeAsync(250);
  expect(states.at(-1)).toBe("reconnecting");
  expect(sockets.all).toHaveLength(2);
  expect(sockets.last().url.searchParams.get("after")).toBe("45");
  sockets.last().say({ kind: "interaction", seq: 46 });
  sockets.last().say({ kind: "caught_up", seq: 46 });
  expect(heard.map((m) => m.seq)).toEqual([42, 45, 45, 46, 46]);
  expect(states.at(-1)).toBe("live");
  live.close();
});

test("a message that could not be taken in is asked for again", async () => {
  const sockets = fakeSockets();
  const live = new Live({
    after: 7, token: () => "t", renew: () => Promise.resolve(true), state: () => undefined, open: sockets.open, random: () => 1,
    message: () => {
      throw new Error("broken page");
    },
  });
  expect(() => sockets.last().say({ kind: "interaction", seq: 8 })).toThrow();
  sockets.last().drop(1006);
  await vi.advanceTimersByTimeAsync(250);
  expect(sockets.last().url.searchParams.get("after")).toBe("7");
  live.close();
});

test("every ping is answered with its number, and shown to nobody", () => {
  const { live, sockets, heard } = start();
  sockets.last().say({ kind: "ping", ping: 3 });
  expect(sockets.last().sent).toEqual([{ kind: "pong", ping: 3 }]);
  expect(heard).toEqual([]);
  live.close();
});

test("waits double up to five seconds and start anew once caught up", async () => {
  const { live, sockets } = start();
  for (const wait of [250, 500, 1000, 2000, 4000, 5000, 5000]) {
    const before = sockets.all.length;
    sockets.last().drop(1006);
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(sockets.all).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(sockets.all).toHaveLength(before + 1);
  }
  sockets.last().say({ kind: "caught_up" });
  sockets.last().drop(1006);
  await vi.advanceTimersByTimeAsync(250);
  expect(sockets.all).toHaveLength(9);
  live.close();
});

test("too slow a reader resumes at once; 4001 signs in again first", async () => {
  const { live, sockets } = start();
  sockets.last().drop(4008);
  await vi.advanceTimersByTimeAsync(0);
  expect(sockets.all).toHaveLength(2);
  sockets.last().drop(4001);
  await vi.advanceTimersByTimeAsync(300);
  expect(sockets.last().protocols).toContain("bearer.second");
  live.close();
});

test("where nobody can sign in again it stops, and says so", async () => {
  const { live, sockets, states } = start(() => Promise.resolve(false));
  sockets.last().drop(4001);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states.at(-1)).toBe("signed_out");
  expect(sockets.all).toHaveLength(1);
  live.close();
});

test("a session that the server knows no more does not reconnect for ever, though the browser does not say why", async () => {
  const renew = vi.fn(() => Promise.resolve(false));
  const { live, sockets, states } = start(renew);
  sockets.last().say({ kind: "caught_up" });
  for (let tries = 0; tries < 4; tries++) {
    sockets.last().drop(1006); // a refused handshake looks like a server that is away
    await vi.advanceTimersByTimeAsync(5_000);
  }
  expect(renew).toHaveBeenCalledOnce();
  expect(states.at(-1)).toBe("signed_out");
  live.close();
});

test("a session that can be renewed goes on by itself after the server has forgotten it", async () => {
  const renew = vi.fn(() => Promise.resolve(true));
  const { live, sockets } = start(renew);
  sockets.last().say({ kind: "caught_up" });
  for (let tries = 0; tries < 3; tries++) {
    sockets.last().drop(1006);
    await vi.advanceTimersByTimeAsync(5_000);
  }
  expect(sockets.last().protocols).toContain("bearer.second");
  live.close();
});

test("a socket that has gone silent is given up without waiting for its end", async () => {
  const { live, sockets } = start();
  sockets.last().say({ kind: "caught_up" });
  await vi.advanceTimersByTimeAsync(45_300);
  expect(sockets.all[0]?.closed).toBe(true);
  expect(sockets.all).toHaveLength(2);
  live.close();
});

test("back online it tries at once", async () => {
  const { live, sockets } = start();
  for (let n = 0; n < 4; n++) {
    sockets.last().drop(1006);
    await vi.advanceTimersByTimeAsync(5_000);
  }
  sockets.last().drop(1006);
  const before = sockets.all.length;
  await vi.advanceTimersByTimeAsync(1);
  dispatchEvent(new Event("online"));
  expect(sockets.all).toHaveLength(before + 1);
  live.close();
});

test("a renewed session is told to the open socket; one that is not open yet opens with it", () => {
  const { live, sockets } = start();
  sockets.last().readyState = WebSocket.CONNECTING;
  live.renewed("too early");
  sockets.last().readyState = WebSocket.OPEN;
  live.renewed("second");
  expect(sockets.last().sent).toEqual([{ kind: "session", token: "second" }]);
  live.close();
});

test("a socket that may rest does so while the tab is out of view, and goes on behind the last message", async () => {
  const view = vi.spyOn(document, "visibilityState", "get");
  const look = (state: DocumentVisibilityState) => {
    view.mockReturnValue(state);
    document.dispatchEvent(new Event("visibilitychange"));
  };
  const sockets = fakeSockets();
  const states: LiveState[] = [];
  const live = new Live({ after: 41, rests: true, token: () => "t", renew: () => Promise.resolve(true), message: () => undefined, state: (s) => states.push(s), open: sockets.open, random: () => 1 });
  sockets.last().say({ kind: "caught_up", seq: 44 });
  look("hidden");
  expect(sockets.last().closed).toBe(true);
  sockets.last().drop(1000);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(sockets.all).toHaveLength(1);
  look("visible");
  expect(sockets.all).toHaveLength(2);
  expect(sockets.last().url.searchParams.get("after")).toBe("44");
  expect(states).toEqual(["connecting", "live"]);
  sockets.last().drop(1006);
  look("hidden"); // in the middle of waiting for another try
  await vi.advanceTimersByTimeAsync(120_000);
  expect(sockets.all).toHaveLength(2);
  live.close();
  look("visible");
  expect(sockets.all).toHaveLength(2);
  view.mockRestore();
});

test("a socket that rings never rests", () => {
  const view = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  const { live, sockets } = start();
  document.dispatchEvent(new Event("visibilitychange"));
  expect(sockets.all).toHaveLength(1);
  expect(sockets.last().closed).toBe(false);
  live.close();
  view.mockRestore();
});
