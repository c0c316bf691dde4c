import { beforeEach, expect, test } from "vitest";
import { Closings } from "../agent/wrapup/closings";
import { Drafts } from "../agent/drafts/drafts";
import { Notes } from "../agent/notes/notes";
import { unreachable } from "../api/failure";

beforeEach(() => localStorage.clear());

const drafts = (agent = "7001", now = 1_000) => new Drafts({ account: "support", agent, now: () => now });

/** A page's notes, as after a load; the server answers as told. */
function page(kept: Drafts, answer: () => Promise<unknown> = () => Promise.resolve()) {
  const puts: string[][] = [];
  let made = 0;
  const notes = new Notes({ put: (...note) => (puts.push(note), answer()), newID: () => `${performance.now()}_${++made}`, random: () => 1 });
  const closings = new Closings({ put: () => Promise.resolve() });
  notes.keepIn(kept);
  closings.keepIn(kept);
  return { notes, closings, puts };
}

/** What the browser tells the agent's other pages after a change. */
function tellOthers(key: string, newValue: string | null): void {
  window.dispatchEvent(Object.assign(new Event("storage"), { key, newValue, storageArea: localStorage }));
}

test("what was half written is there after a crash, and gone once it is saved", async () => {
  const before = page(drafts());
  before.notes.write("i1", "half a sen");
  before.closings.write("i2", { disposition: "Solved", note: "Sent a new one" });
  const after = page(drafts());
  expect(after.notes.draft("i1")).toBe("half a sen");
  expect(after.closings.of("i2")).toEqual({ disposition: "Solved", note: "Sent a new one", state: "typing", problem: "" });
  await after.notes.save("i1");
  await after.closings.save("i2");
  expect(localStorage.length).toBe(0);
});

test("a note that was on its way is sent again after a crash, as the same note", async () => {
  const before = page(drafts(), () => Promise.reject(unreachable()));
  before.notes.write("i1", "Cracked foot");
  void before.notes.save("i1");
  const after = page(drafts());
  await Promise.resolve();
  expect(after.puts).toEqual(before.puts);
  expect(after.notes.draft("i1")).toBe("");
  await Promise.resolve();
  expect(localStorage.length).toBe(0);
});

test("an emptied box is no draft", () => {
  const p = page(drafts());
  p.notes.write("i1", "x");
  p.notes.write("i1", " ");
  expect(localStorage.length).toBe(0);
});

test("drafts are their author's alone: another agent finds none and leaves none to find", () => {
  page(drafts()).notes.write("i1", "about a customer");
  expect(page(drafts("7002")).notes.draft("i1")).toBe("");
  expect(page(drafts("7001")).notes.draft("i1")).toBe("");
});

test("another account's drafts are left alone", () => {
  page(drafts()).notes.write("i1", "kept");
  new Drafts({ account: "sales", agent: "7001" });
  expect(page(drafts()).notes.draft("i1")).toBe("kept");
});

test("what is a week old, or cannot be read, is nobody's", () => {
  page(drafts()).notes.write("i1", "old");
  localStorage.setItem("deskside:support:7001:note:i2", "{");
  const p = page(drafts("7001", 1_000 + 8 * 24 * 3_600_000));
  expect(p.notes.state.drafts.size).toBe(0);
  expect(localStorage.length).toBe(0);
});

test("two pages of one agent hold one draft, and what one has saved the other does not save again", () => {
  const p = page(drafts());
  const key = "deskside:support:7001:note:i1";
  tellOthers(key, JSON.stringify({ id: "note_1", text: "typed elsewhere", at: 5 }));
  expect(p.notes.draft("i1")).toBe("typed elsewhere");
  tellOthers(key, null);
  expect(p.notes.draft("i1")).toBe("");
  tellOthers("deskside:support:7002:note:i1", JSON.stringify({ text: "not ours", at: 5 }));
  expect(p.notes.draft("i1")).toBe("");
});

test("a frame that is denied storage works as before, and keeps nothing", () => {
  const kept = new Drafts({ account: "support", agent: "7001", store: undefined });
  const p = page(kept);
  p.notes.write("i1", "text");
  expect([p.notes.draft("i1"), kept.works]).toEqual(["text", false]);
  const full = { ...localStorage, length: 0, setItem: () => { throw new DOMException("full", "QuotaExceededError"); }, removeItem: () => undefined } as unknown as Storage;
  const q = page(new Drafts({ account: "support", agent: "7001", store: full }));
  q.notes.write("i1", "text");
  expect(q.notes.draft("i1")).toBe("text");
});
