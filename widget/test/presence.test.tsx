import { render, type JSX } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { part as presence } from "../agent/presence/feature";
import { part as putOff } from "../agent/putoff/feature";
import { Missed } from "../agent/presence/missed";
import { asked, choices, newlyMissed, presenceOf } from "../agent/presence/presence";
import { arrange } from "../agent/shell/arrange";
import { Status } from "../agent/presence/status";
import type { Workspace, WorkspaceState } from "../agent/shell/workspace";
import type { AgentStatus, Interaction } from "../api/schema";
import { anna, me, missed, wrapUp } from "../dev/fixtures";

const status = (state: AgentStatus["state"], more: Partial<AgentStatus> = {}): AgentStatus => ({ state, chosen: "available", since: "2026-03-12T10:00:00Z", ...more });
const state = (s: AgentStatus | undefined, live: WorkspaceState["live"] = "live") => ({ live, me: { ...me, agent: anna, status: s } }) as WorkspaceState;

let root: HTMLElement;
beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
});
afterEach(() => document.body.replaceChildren());

test.each([
  [status("available"), "Ready", ""],
  [status("away", { chosen: "away", reason: "lunch" }), "Away · Lunch", ""],
  [status("away", { chosen: "away" }), "Away", ""],
  [status("busy", { next: "away", next_reason: "Break" }), "On a call", "then: Away · Break"],
  [status("wrap_up", { next: "available" }), "Wrap-up", "then: Ready"],
  [status("unreachable"), "Not reachable: this tab was frozen", ""],
  [undefined, "Ready", ""], // a server that does not tell
] as const)("%o is said as %s", (s, text, then) => {
  expect(presenceOf(state(s), false)).toMatchObject({ text, then });
});

test("what the page itself knows comes first: no connection, its own call", () => {
  expect(presenceOf(state(status("available"), "reconnecting"), false).text).toBe("Reconnecting…");
  expect(presenceOf(state(status("available")), true).text).toBe("On a call");
});

/** The pane's line over a server that knows of these. */
function pane(s: WorkspaceState, put = vi.fn((_path: string) => Promise.resolve({}))) {
  const open = vi.fn();
  const views = [presence, putOff].map((part) => part.views!.ready as (page: { workspace: Workspace; state: WorkspaceState }) => JSX.Element);
  const workspace = { command: (id: string, method: string, deed: string) => put(`${method} ${id} ${deed}`), agent: anna.id, open } as unknown as Workspace;
  act(() => render(<>{views.map((View, n) => <View key={n} workspace={workspace} state={s} />)}</>, root));
  return { put, open, text: () => root.textContent ?? "", button: (name: string) => [...root.querySelectorAll("button")].find((b) => b.textContent === name)! };
}

test("the pane says what the header says: a wrap-up put off is one, with its end and a way out", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-12T10:00:48Z") });
  const put = { ...wrapUp(), agent: anna };
  const s = { ...state(status("wrap_up", { until: "2026-03-12T10:10:00Z" })), interactions: new Map([[put.id, put]]) } as WorkspaceState;
  const p = pane(s);
  expect(p.text()).toContain("Wrap-up: calls ring here again in 9:12");
  expect(p.text()).not.toContain("Ready — calls ring here");
  await act(() => p.button("Wrap up").click());
  expect(p.open).toHaveBeenCalledWith(put.id);
  await act(() => p.button("Ready now").click());
  expect(p.put).toHaveBeenCalledWith(`POST ${put.id} wrap-up/put-off`);
  vi.useRealTimers();
  for (const [stands, line] of [["available", "Ready — calls ring here"], ["away", "You are away — calls ring elsewhere"], ["busy", "You are on a call"], ["unreachable", "Not reachable: this tab was frozen"]] as const) {
    expect(pane({ ...state(status(stands)), interactions: new Map() } as WorkspaceState).text()).toBe(line);
  }
});

test("a wrap-up that was put off stays among what needs its agent, and no other", () => {
  const off: Interaction = { ...wrapUp(), agent: anna, state: "closed", put_off: true };
  expect(arrange([off], { me: { ...me, agent: { id: anna.id, name: "" } }, record: undefined }).needs).toEqual([off]);
  expect(arrange([off], { me: { ...me, agent: { id: "other", name: "" } }, record: undefined }).needs).toEqual([]);
});

describe("a choice", () => {
  test("holds at once when the agent is free, and after the call while they talk", () => {
    expect(asked(status("available"), { status: "away", reason: "lunch" })).toEqual({ status: "away", reason: "lunch" });
    expect(asked(status("busy"), { status: "away", reason: "lunch" })).toEqual({ status: "available", next: "away", next_reason: "lunch" });
    expect(asked(status("wrap_up", { chosen: "away", reason: "lunch" }), { status: "available" })).toEqual({ status: "away", reason: "lunch", next: "available" });
  });
  test("of what holds anyway takes back what was to come", () => {
    expect(asked(status("busy", { next: "away" }), { status: "available" })).toEqual({ status: "available" });
  });
  test("is marked, also where its reason is not one of the usual", () => {
    expect(choices(status("away", { chosen: "away", reason: "Fire drill" })).at(-1)).toEqual({ wish: { status: "away", reason: "Fire drill" }, chosen: true });
    expect(choices(status("busy", { next: "away", next_reason: "lunch" })).filter((c) => c.chosen)).toEqual([{ wish: { status: "away", reason: "lunch" }, chosen: true }]);
  });
});

/** The menu over a server that takes any choice, or refuses it. */
function menu(s: AgentStatus, choose = vi.fn((_choice: unknown) => Promise.resolve({ status: s, missed: [] }))) {
  const client = { json: (_method: string, _path: string, choice: unknown) => choose(choice) };
  const workspace = { client, state: state(s), takeMe: (answer: Promise<unknown>) => answer } as unknown as Workspace;
  act(() => render(<Status workspace={workspace} state={state(s)} arrangement={arrange([], { me: undefined, record: undefined })} />, root));
  const button = root.querySelector<HTMLButtonElement>(".status-button")!;
  const key = (k: string) => act(() => void document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true, cancelable: true })));
  return { button, key, choose, focused: () => document.activeElement?.textContent };
}

test("the menu goes by keys alone: arrows go round, Escape gives the focus back, Enter chooses", async () => {
  const m = menu(status("available"));
  m.button.focus();
  await m.key("ArrowDown");
  expect(m.focused()).toBe("Ready");
  await m.key("ArrowUp");
  expect(m.focused()).toBe("Sign out");
  await m.key("ArrowUp");
  expect(m.focused()).toBe("Away · Meeting");
  await m.key("ArrowDown");
  await m.key("ArrowDown");
  expect(m.focused()).toBe("Ready");
  await m.key("End");
  await m.key("Home");
  await m.key("ArrowDown");
  expect(m.focused()).toBe("Away");
  await m.key("Escape");
  expect(document.activeElement).toBe(m.button);
  expect(root.querySelector("[role=menu]")).toBeNull();
  await m.key("ArrowDown");
  await act(() => (root.querySelectorAll("[role=menuitemradio]")[3] as HTMLElement).click());
  expect(m.choose).toHaveBeenCalledWith({ status: "away", reason: "lunch" });
  expect(document.activeElement).toBe(m.button);
});

test("signing out ends the session at the server, and is not offered during a call", async () => {
  const send = vi.fn((_method: string, _path: string) => Promise.resolve());
  const workspace = { client: { send }, take: () => undefined } as unknown as Workspace;
  const show = (call: boolean) => act(() => render(<Status workspace={workspace} state={state(status("available"))} arrangement={{ call: call ? wrapUp() : undefined } as ReturnType<typeof arrange>} />, root));
  const open = () => act(() => root.querySelector<HTMLElement>(".status-button")!.click());
  const item = () => root.querySelector<HTMLElement>("[role=menuitem]");
  await show(true);
  await open();
  expect(item()).toBeNull();
  await show(false);
  expect(item()?.textContent).toBe("Sign out");
  await act(() => item()!.click());
  expect(send).toHaveBeenCalledWith("POST", "/v1/sessions/end");
  expect(root.querySelector("[role=menu]")).toBeNull();
});

test("a choice that the server refuses is said", async () => {
  const m = menu(status("available"), vi.fn((_choice: unknown) => Promise.reject(new Error("You may not do this."))));
  await act(() => m.button.click());
  await act(() => (root.querySelector("[role=menuitemradio]") as HTMLElement).click());
  await vi.waitFor(() => expect(root.querySelector("[role=alert]")?.textContent).toContain("You may not do this."));
});

test("each missed offer says why", async () => {
  const openByID = vi.fn(() => Promise.resolve());
  await act(() => render(<Missed workspace={{ openByID } as unknown as Workspace} state={{ me: { ...me, missed: missed() } } as unknown as WorkspaceState} />, root));
  expect(root.querySelector("summary")?.textContent?.trim()).toBe("8 calls passed you by");
  expect([...root.querySelectorAll(".row-main")].map((e) => e.textContent)).toEqual([
    "Tomás OrtegaThe browser had frozen this tab",
    "+1 212 555 0147Ben Osei was faster",
    "Jo FieldsYou were away: Lunch",
    "نور الدينYou were on a call",
    "Unknown callerYou were in wrap-up",
    "Li WeiNo widget of yours was connected",
    "Maya LindqvistYou declined",
    "Aiko TanakaIt rang and nobody answered",
  ]);
  root.querySelector<HTMLElement>(".row")!.click();
  expect(openByID).toHaveBeenCalledWith(missed()[0]!.interaction);
});

test("only what the agent could not have noticed is told when it happens", () => {
  const s = status("available");
  const all = missed();
  expect(newlyMissed({ status: s, missed: [] }, { status: s, missed: all }).map((m) => m.reason)).toEqual(["tab_frozen", "not_connected"]);
  expect(newlyMissed({ status: s, missed: all }, { status: s, missed: all })).toEqual([]);
});
