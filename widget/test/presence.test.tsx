import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Missed } from "../agent/presence/missed";
import { asked, choices, newlyMissed, presenceOf } from "../agent/presence/presence";
import { arrange } from "../agent/shell/arrange";
import { Status } from "../agent/presence/status";
import type { Workspace, WorkspaceState } from "../agent/shell/workspace";
import type { AgentStatus } from "../api/schema";
import { anna, me, missed } from "../dev/fixtures";

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
  const workspace = { client, state: state(s), takeMe: () => undefined } as unknown as Workspace;
  act(() => render(<Status workspace={workspace} state={state(s)} arrangement={arrange([], { agent: anna.id, record: undefined })} />, root));
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
  expect(m.focused()).toBe("Away · Meeting");
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
