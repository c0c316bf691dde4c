import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { features } from "../agent/features";
import { App } from "../agent/shell/app";
import { Workspace } from "../agent/shell/workspace";
import { Client } from "../api/client";
import type { LiveOptions } from "../api/live";
import type { Interaction } from "../api/schema";
import { anna, connected, held, me, ringing, wrapUp } from "../dev/fixtures";
import type { Host } from "../hosts/host";
import { Features } from "../ui/features";
import { keepFocus } from "../ui/focus";
import { nested } from "./regions";

/** The widget, with whatever a screen reader would say of it, in order. */
async function open(first: Interaction[]) {
  const answers = new Map<string, unknown>([
    ["POST /v1/sessions/sandbox", { token: "t", expires_at: "2030-01-01T00:00:00Z", expires_in: 900, renewal: "r", ends_at: "2030-01-01T11:45:00Z", agent: { id: "support/17", name: "Anna" } }],
    ["GET /v1/me", me],
    ["GET /v1/interactions", { seq: 5, interactions: first }],
  ]);
  vi.stubGlobal("fetch", async (url: string, o: RequestInit) => {
    const answer = answers.get(`${o.method} ${url.split("?")[0]}`);
    return answer === undefined ? new Response(JSON.stringify({ code: "not_found", message: "There is nothing here.", request_id: "r" }), { status: 404 }) : new Response(JSON.stringify(answer));
  });
  const nothing = () => undefined;
  const host: Host = { kind: "zendesk", context: () => Promise.resolve({ user: anna, record: "1" }), onContextChange: nothing, onDial: nothing, pop: nothing, setTitle: nothing, setHeight: nothing, attention: nothing };
  let live: LiveOptions | undefined;
  const workspace = new Workspace({
    client: new Client(),
    host,
    boot: { host: "zendesk", location: "top_bar", account: "support", sign_in: "sandbox", token: "", nonce: "", frame: "", app: "", origins: [] },
    openLive: (o) => ((live = o), o.state("live"), { renewed: nothing }),
    connect: () => Promise.resolve({ status: "open", hangUp: () => Promise.resolve(), mute: () => undefined, press: () => undefined }),
  });
  const parts = new Features(features);
  await parts.all();
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  keepFocus(root);
  await act(async () => {
    render(<App workspace={workspace} features={parts} />, root);
    await workspace.start();
  });
  const said: string[] = [];
  /** Places of status that came together with words of theirs, which nobody hears; and places inside another. */
  const unheard: string[] = [];
  new MutationObserver((records) => {
    unheard.push(...nested(root));
    for (const added of records.flatMap((r) => [...r.addedNodes])) {
      const at = added.parentElement?.closest("[role=status],[role=alert]");
      if (at !== null && at !== undefined) said.push(added.textContent ?? "");
      if (!(added instanceof HTMLElement)) continue;
      for (const e of [added, ...added.querySelectorAll<HTMLElement>("*")]) if (e.matches("[role=status],[aria-live=polite]") && e.textContent !== "") unheard.push(e.outerHTML);
    }
  }).observe(root, { childList: true, subtree: true });
  const settled = () => act(() => new Promise<void>((done) => setTimeout(done)));
  return {
    workspace, root, answers, said, unheard, settled,
    focused: () => document.activeElement as HTMLElement,
    hear: async (interaction: Interaction) => {
      await act(() => live?.message({ kind: "interaction", seq: 6, interaction }));
      await settled();
    },
    /** Puts the focus on a button, as Tab would, and presses it. */
    press: async (name: string) => {
      const button = [...root.querySelectorAll("button")].find((b) => b.textContent?.trim() === name)!;
      button.focus();
      await act(() => button.click());
      await settled();
    },
  };
}

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", class { observe() {} disconnect() {} });
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
});
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const call = connected;
const after = (i: Interaction, change: Partial<Interaction>): Interaction => ({ ...i, version: i.version + 1, ...change });

test("after Hang up the focus is on how it went, and not on the way out of the wrap-up", async () => {
  const p = await open([call()]);
  p.answers.set(`POST /v1/interactions/${call().id}/hangup`, { ...wrapUp(), id: call().id, version: call().version + 1 });
  await p.press("Hang up");
  expect(p.focused().id).toBe("disposition-" + call().id);
  await p.press("Save");
  expect(p.focused().id).toBe("disposition-" + call().id);
  expect(p.root.querySelector(".wrap-up [role=alert]")?.textContent).toBe("Choose how it ended, then it can be saved.");
});

test("after Decline the focus stays on the page; a busy button keeps it", async () => {
  const p = await open([ringing()]);
  let answer: (r: Response) => void = () => undefined;
  const rest = fetch;
  vi.stubGlobal("fetch", (url: string, o: RequestInit) => (url.includes("/decline?") ? new Promise<Response>((done) => (answer = done)) : rest(url, o)));
  await p.press("Decline");
  expect(p.focused().textContent).toBe("Decline");
  expect(p.focused().getAttribute("aria-disabled")).toBe("true");
  await act(() => answer(new Response(JSON.stringify(after(ringing(), { offer: { n: 1, claimed: false, declined: [anna.id] } })))));
  await p.settled();
  expect(p.focused().localName).toBe("main");
});

test("whoever goes back to the list is at the row they came from", async () => {
  const p = await open([held()]);
  const row = p.root.querySelector<HTMLElement>(".list .row")!;
  row.focus();
  await act(() => row.click());
  await p.settled();
  expect(p.focused().textContent?.trim()).toBe("Back");
  await p.press("Back");
  expect(p.focused().matches(".list .row")).toBe(true);
});

test("photo, note, landed, held, an answer and who hung up are said once each, in places that were there before", async () => {
  const first = { ...call(), items: [], asks: [] };
  const p = await open([first]);
  const at = new Date().toISOString();
  const item = (key: string, kind: "file" | "note", state: "waiting" | "landed" | "held", reason?: string) => ({
    key, kind, at, delivery: { state, since: at, ...(reason === undefined ? {} : { reason }) },
    ...(kind === "file" ? { file: { id: "f", name: "lamp.png", content_type: "image/png", size: 5 }, from: "customer" as const } : { text: "Broken.", agent: { id: me.agent.id, name: "Anna" } }),
  });
  const asked = { id: "a", type: "text" as const, label: "Order number", agent: me.agent, at, until: at };
  let now: Interaction = first;
  const next = (change: Partial<Interaction>) => p.hear((now = after(now, change)));
  await next({ items: [item("f", "file", "waiting")] });
  await next({ items: [item("f", "file", "waiting"), item("n", "note", "waiting")] });
  await next({ items: [item("f", "file", "landed"), item("n", "note", "landed")] });
  await next({ items: [item("f", "file", "landed"), item("n", "note", "held", "the ticket was deleted")] });
  await next({ asks: [{ ...asked, state: "open" }] });
  await next({ asks: [{ ...asked, state: "answered", text: "D-2" }] });
  await next({ state: "wrap_up", call: { ...first.call!, ended_by: "customer" } });
  const sentences = ["lamp.png has come from the customer.", "Note saved.", "2 items are in Zendesk.", "Note needs you: the ticket was deleted", "Order number: D-2", "Maya Lindqvist hung up."];
  expect(p.said.filter((s) => sentences.includes(s))).toEqual(sentences);
  expect(p.unheard).toEqual([]);
});

test("what the CRM did not take of a wrap-up is said once, among the notices and in no place of its own", async () => {
  const first = wrapUp();
  const p = await open([first]);
  const wrap = (state: "waiting" | "landed", reason?: string) => ({ key: "w", kind: "wrap-up" as const, at: first.started_at, agent: me.agent, delivery: { state, since: first.started_at, ...(reason !== undefined && { reason }) } });
  const closed = after(first, { state: "closed", items: [...first.items, wrap("waiting")] });
  await p.hear(closed);
  await p.hear(after(closed, { items: [...first.items, wrap("landed", "The status was not set.")] }));
  expect(p.said.filter((s) => s.includes("The status was not set."))).toHaveLength(1);
  expect(p.unheard).toEqual([]);
});

test("a message makes itself heard, and its text comes first", async () => {
  const p = await open([]);
  const at = new Date().toISOString();
  const written: Interaction = { ...held(), id: "01message", channel: "message", state: "closed", items: [{ key: "m", kind: "message", at, text: "I was charged twice.", delivery: { state: "waiting", since: at } }] };
  await p.hear(written);
  expect(p.said.filter((s) => s.includes("I was charged twice."))).toEqual([`Message from ${written.customer.name}: I was charged twice.`]);
  await act(() => p.workspace.open(written.id));
  const text = p.root.querySelector(".call")!.textContent!;
  const [said, customer] = [p.root.querySelector(".said")!, p.root.querySelector(".customer")!];
  expect(said.compareDocumentPosition(customer) & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
  expect(text.split("I was charged twice.")).toHaveLength(2);
});
