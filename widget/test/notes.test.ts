import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Notes } from "../agent/notes/notes";
import { Failure, unreachable } from "../api/failure";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(answers: (Error | undefined)[]) {
  const puts: [interaction: string, id: string, text: string][] = [];
  let made = 0;
  const notes = new Notes({
    put: (...note) => {
      puts.push(note);
      const answer = answers.shift();
      return answer === undefined ? Promise.resolve() : Promise.reject(answer);
    },
    newID: () => `note_${++made}`,
    random: () => 1,
  });
  return { notes, puts };
}

test("a retried note keeps the id of its draft until it is saved", async () => {
  const { notes, puts } = start([unreachable(), new Failure(503, "busy", "The server is busy."), undefined]);
  notes.write("i1", "Cracked");
  notes.write("i1", "Cracked foot");
  const saved = notes.save("i1");
  expect(notes.draft("i1")).toBe(""); // the box is free at once
  await vi.advanceTimersByTimeAsync(0);
  expect(notes.state.pending[0]).toMatchObject({ state: "retrying", text: "Cracked foot", problem: "Not saved yet — the server cannot be reached; trying again" });
  await vi.advanceTimersByTimeAsync(500);
  expect(notes.state.pending[0]).toMatchObject({ state: "retrying", problem: "Not saved yet — Deskside cannot store it right now; trying again" });
  expect(notes.unsaved).toBe(true);
  await vi.runAllTimersAsync();
  await saved;
  expect(puts).toEqual([["i1", "note_1", "Cracked foot"], ["i1", "note_1", "Cracked foot"], ["i1", "note_1", "Cracked foot"]]);
  expect(notes.state.pending).toEqual([]);
  expect(notes.unsaved).toBe(false);
});

test("the next draft is another note, and drafts of two interactions do not mix", async () => {
  const { notes, puts } = start([]);
  notes.write("i1", "one");
  notes.write("i2", "other");
  await notes.save("i1");
  notes.write("i1", "two");
  await notes.save("i1");
  await notes.save("i2");
  expect(puts).toEqual([["i1", "note_1", "one"], ["i1", "note_3", "two"], ["i2", "note_2", "other"]]);
});

test("a refused note is not retried by itself, and comes back into the box whole", async () => {
  const { notes, puts } = start([new Failure(422, "too_long", "The note is too long.")]);
  notes.write("i1", "long text");
  await notes.save("i1");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(puts).toHaveLength(1);
  expect(notes.state.pending[0]).toMatchObject({ state: "refused", problem: "The note is too long." });
  notes.write("i1", "more");
  notes.takeBack(notes.state.pending[0]!.id);
  expect(notes.draft("i1")).toBe("long text\nmore");
  expect(notes.state.pending).toEqual([]);
});

test("an empty draft is no note", async () => {
  const { notes, puts } = start([]);
  notes.write("i1", "  \n ");
  await notes.save("i1");
  expect(puts).toEqual([]);
});
