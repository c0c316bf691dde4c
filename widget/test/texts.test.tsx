import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, expect, test, vi } from "vitest";
import { partsOf } from "../agent/texts/parts";
import { TextBox } from "../agent/texts/box";
import { Texts } from "../agent/texts/texts";
import { words } from "../agent/texts/words";
import type { Workspace, WorkspaceState } from "../agent/shell/workspace";
import { merge } from "../agent/shell/merge";
import { Failure } from "../api/failure";
import type { Interaction, Me, Text, Texting } from "../api/schema";
import { ago, connected, me } from "../dev/fixtures";
import { speak } from "../words/catalogue";

const texting: Texting = { longest: 1600, alphabets: [{ name: "gsm7", single: 160, part: 153 }, { name: "ucs2", single: 70, part: 67 }] };

beforeEach(() => speak("en", words));

test("parts are counted as Twilio's own calculator counts them", () => {
  const a = (n: number, c = "a") => c.repeat(n);
  for (const [text, parts] of [
    [a(160), 1], [a(161), 2], [a(306), 2], [a(307), 3], [a(80, "€"), 1], [a(81, "€"), 2],
    [a(70, "あ"), 1], [a(71, "あ"), 2], [a(134, "あ"), 2], [a(135, "あ"), 3],
    [a(35, "😀"), 1], [a(36, "😀"), 2], [a(66) + a(3, "😀"), 2], ["👨‍👩‍👧‍👦", 1], ["café Ç É ñ", 1], ["“quoted”", 1], ["", 1],
  ] as const) expect(partsOf(text, texting.alphabets).parts, text.slice(0, 12)).toBe(parts);
  expect(partsOf("abc", texting.alphabets).left).toBe(157);
  expect(partsOf("ç", texting.alphabets).left).toBe(69);
  expect(partsOf(a(500), []).parts).toBe(1);
});

/** A page with one call, whose server answers in turn. */
function page(answers: unknown[], i: Interaction, mine: Me = { ...me, texting }) {
  const sent: unknown[] = [];
  const command = vi.fn((id: string, method: string, deed: string, body?: unknown) => {
    sent.push([`${method} ${id} ${deed}`, body]);
    const answer = answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  let model: Texts | undefined;
  const workspace = { command, model: () => (model ??= new Texts(workspace as unknown as Workspace)) };
  const root = document.createElement("div");
  const show = (now: Interaction) => act(() => render(<TextBox workspace={workspace as unknown as Workspace} state={{ me: mine } as WorkspaceState} i={now} />, root));
  const button = (name: string) => [...root.querySelectorAll("button")].find((b) => b.textContent === name);
  return { sent, root, show, button, texts: () => model!, first: () => show(i) };
}

const out = (state: Text["state"], more: Partial<Text> = {}): Text => ({ id: "text-" + state, direction: "outbound", number: "+14155550123", text: "It is on its way.", state, at: ago(60), since: ago(50), ...more });
const came: Text = { id: "SM1", direction: "inbound", number: "+14155550123", text: "Thank <b>you</b>", media: 2, state: "received", at: ago(5), since: ago(5) };

test("a text is written with its parts in view, sent once, and what was not heard is the same text when it is sent again", async () => {
  const i = connected();
  const p = page([new Failure(503, "unavailable", "Busy."), i], i);
  await p.first();
  expect(p.root.querySelector("textarea")).toBeNull();
  await act(() => p.button("Send a text")!.click());
  expect(p.root.querySelector("label")!.textContent).toBe("Text to +46 70 123 45 67");
  await act(() => p.texts().write(i.id, "x".repeat(500)));
  expect(p.button("Send 4 parts")).toBeDefined();
  await act(() => p.texts().write(i.id, "x".repeat(1601)));
  expect(p.root.textContent).toContain("1 character too long");
  await act(() => p.texts().write(i.id, " It is on its way. "));
  expect(p.root.textContent).toContain("1 part, room for");
  await act(async () => p.texts().send(i.id));
  expect(p.root.querySelector("[role=alert]")!.textContent).not.toBe("");
  await act(async () => p.texts().send(i.id));
  expect(p.sent).toHaveLength(2);
  expect(p.sent[0]).toEqual(p.sent[1]);
  expect(p.sent[0]).toEqual([`POST ${i.id} texts`, { id: expect.any(String), text: "It is on its way." }]);
  expect(p.texts().draft(i.id)).toBe("");
});

test("each text says where it stands and why; one of which nobody knows, or that failed, is sent again by the agent", async () => {
  const i: Interaction = {
    ...connected(),
    texts: [out("queued"), out("sent"), out("delivered"), out("unknown"), out("failed", { why: "The phone is switched off or out of reach." }), out("failed", { id: "text-old", repeated: true }), out("sent", { id: "code", text: undefined as never }), came],
  };
  const p = page([i], i);
  await p.first();
  const lines = [...p.root.querySelectorAll(".texts-list li")].map((li) => li.textContent ?? "");
  for (const [n, said] of ["Waits to be sent.", "Sent.", "Delivered.", "Not known whether it was sent.", "Not delivered. The phone is switched off or out of reach.", "Not delivered.", "A code for the customer alone", "Thank <b>you</b>2 files came along"].entries()) expect(lines[n]).toContain(said);
  expect(lines.map((l) => l.includes("Send again?"))).toEqual([false, false, false, true, true, false, false, false]);
  await act(() => p.root.querySelectorAll<HTMLButtonElement>(".texts-list button")[0]!.click());
  expect(p.sent).toEqual([[`POST ${i.id} texts`, { id: expect.any(String), again: "text-unknown" }]]);
});

test("without a number of theirs or ours nothing is written, and what came is there all the same", async () => {
  const { phone: _, ...nobody } = connected().customer;
  const p = page([], { ...connected(), customer: nobody });
  await p.first();
  expect(p.root.textContent).toBe("");
  await p.show({ ...connected(), customer: nobody, texts: [came] });
  expect(p.root.textContent).toContain("from the customer");
  expect(p.button("Send a text")).toBeUndefined();
  const lineless = page([], connected(), me);
  await lineless.first();
  expect(lineless.root.textContent).toBe("");
});

test("texts stay where a change says nothing of them", () => {
  const before = { ...connected(), texts: [came] };
  expect(merge(before, { ...connected(), since: before.version, version: before.version + 1, items: [], timeline: [] })!.texts).toEqual([came]);
  expect(merge(before, { ...connected(), since: before.version, version: before.version + 1, items: [], timeline: [], texts: [came, out("sent")] })!.texts).toHaveLength(2);
});
