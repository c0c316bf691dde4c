import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Closings } from "../agent/wrapup/closings";
import { Failure, unreachable } from "../api/failure";
import type { WrapUp } from "../api/schema";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(answers: (Error | undefined)[]) {
  const puts: [interaction: string, w: WrapUp][] = [];
  const closings = new Closings({
    put: (...closing) => {
      puts.push(closing);
      const answer = answers.shift();
      return answer === undefined ? Promise.resolve() : Promise.reject(answer);
    },
    random: () => 1,
  });
  return { closings, puts };
}

test("a closing note that cannot be stored is sent again, word for word, until it is", async () => {
  const { closings, puts } = start([new Failure(503, "busy", "Deskside is busy; nothing was saved. Try again."), unreachable(), undefined]);
  closings.write("i1", { disposition: "Solved", note: "Ships tomorrow." });
  const saved = closings.save("i1");
  await vi.advanceTimersByTimeAsync(0);
  expect(closings.of("i1")).toMatchObject({ state: "retrying", problem: "Not saved yet — Deskside cannot store it right now; trying again" });
  expect(closings.unsaved).toBe(true);
  await vi.advanceTimersByTimeAsync(500);
  expect(closings.of("i1")?.problem).toBe("Not saved yet — the server cannot be reached; trying again");
  await vi.runAllTimersAsync();
  expect(await saved).toBe(true);
  expect(puts).toEqual(Array(3).fill(["i1", { disposition: "Solved", note: "Ships tomorrow." }]));
  expect(closings.of("i1")).toBeUndefined();
  expect(closings.unsaved).toBe(false);
});

test("a refused closing note is kept, with the server's words, and not sent again by itself", async () => {
  const { closings, puts } = start([new Failure(409, "call_in_progress", "The call is not over yet.")]);
  closings.write("i1", { disposition: "Solved", note: "" });
  expect(await closings.save("i1")).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(puts).toEqual([["i1", { disposition: "Solved" }]]);
  expect(closings.of("i1")).toMatchObject({ state: "refused", problem: "The call is not over yet." });
});

test("taken back while it is being retried, it is sent again only as changed, and once", async () => {
  const { closings, puts } = start([unreachable(), undefined]);
  closings.write("i1", { disposition: "Solved", note: "one" });
  const first = closings.save("i1");
  await vi.advanceTimersByTimeAsync(0);
  closings.takeBack("i1");
  expect(closings.of("i1")).toMatchObject({ state: "typing", note: "one", problem: "" });
  closings.write("i1", { disposition: "Solved", note: "two" });
  expect(await closings.save("i1")).toBe(true);
  await vi.runAllTimersAsync();
  expect(await first).toBe(false);
  expect(puts.map(([, w]) => w.note)).toEqual(["one", "two"]);
});

test("saving twice is sending once", async () => {
  const { closings, puts } = start([]);
  closings.write("i1", { disposition: "Solved", note: "" });
  const first = closings.save("i1");
  expect(await closings.save("i1")).toBe(false);
  expect(await first).toBe(true);
  expect(puts).toHaveLength(1);
});
