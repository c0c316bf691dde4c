import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { arrange } from "../agent/shell/arrange";
import { Slot } from "../agent/shell/slots";
import { Workspace } from "../agent/shell/workspace";
import { part } from "../agent/team/feature";
import { Client } from "../api/client";
import { Failure } from "../api/failure";
import type { Me, Team } from "../api/schema";
import { me, team } from "../dev/fixtures";
import type { Host } from "../hosts/host";
import { Features, WithFeatures } from "../ui/features";
import { useObserved } from "../ui/observed";

const start = new Date(2026, 2, 12, 10, 3, 30);

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"], now: start }));
afterEach(() => {
  render(null, document.body.firstElementChild!);
  vi.useRealTimers();
  document.body.replaceChildren();
});

/** The widget between calls, of somebody in that role. */
function open(role: Me["role"]) {
  const ask = vi.fn<() => Promise<Team>>(() => Promise.resolve(team(start)));
  const client = new Client();
  client.json = ((method: string, path: string) => (expect([method, path]).toEqual(["GET", "/v1/team"]), ask())) as typeof client.json;
  const workspace = new Workspace({ client, host: {} as Host, boot: { host: "zendesk", location: "top_bar", account: "support", sign_in: "sandbox", token: "", nonce: "", frame: "", app: "", origins: [] } });
  (workspace as unknown as { set: (now: object) => void }).set({ me: { ...me, role } });
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  function Idle() {
    const state = useObserved(workspace);
    return <Slot at="idle" workspace={workspace} state={state} arrangement={arrange([], state)} />;
  }
  act(() => render(<WithFeatures of={new Features([{ name: "team", part }])}><Idle /></WithFeatures>, root));
  return {
    root, ask, workspace,
    press: () => act(async () => {
      const details = root.querySelector("details")!;
      details.open = !details.open;
      details.dispatchEvent(new Event("toggle"));
      await vi.advanceTimersByTimeAsync(0);
    }).then(() => act(async () => void (await vi.advanceTimersByTimeAsync(0)))), // what it then asks for
    pass: (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms))),
    table: (caption: string) => {
      const found = [...root.querySelectorAll("table")].find((t) => t.caption?.textContent === caption)!;
      return [...found.rows].map((r) => [...r.cells].map((c) => c.textContent!.trim().replace(/\s+/g, " ")));
    },
  };
}

test("it is for those who lead, and asks nothing before it is opened", async () => {
  expect(open("agent").root.textContent).toBe("");
  const p = open("supervisor");
  await p.pass(10_000);
  expect(p.root.textContent!.trim()).toBe("Live view");
  expect(p.ask).not.toHaveBeenCalled();
});

test("queues, service and agents stand in tables, whose cells have headers", async () => {
  const p = open("supervisor");
  await p.press();
  expect(p.table("Queues now")).toEqual([
    ["Queue", "Waiting", "Longest wait", "On a call"],
    ["orders", "2", "1:30", "3 (1 on hold)"],
    ["returns", "0", "–", "0"],
  ]);
  expect(p.table("Service")).toEqual([
    ["Queue", "Within 20 s", "Answered", "Abandoned", "Average wait"],
    ["orders", "75%", "7", "1", "0:12"],
    ["returns", "–", "0", "0", "–"],
    ["All", "75%", "7", "1", "0:12"],
  ]);
  expect(p.table("Agents")).toEqual([
    ["Agent", "Status", "For"],
    ["Mia", "On a call, customer on hold Aiko Tanaka · orders", "2:10"],
    ["Ben", "Away · Lunch", "0:30"],
    ["support/9", "Widget closed", "0:30"],
  ]);
  expect([...p.root.querySelectorAll("table th")].every((th) => th.getAttribute("scope") !== null)).toBe(true);
  await act(() => {
    const select = p.root.querySelector("select")!;
    select.value = "today";
    select.dispatchEvent(new Event("change"));
  });
  expect(p.table("Service").at(-1)).toEqual(["All", "50%", "20", "4", "0:40"]);
  expect(p.root.textContent).toContain("Since 00:00:00.");
});

test("it is asked anew every few seconds while it is open; what is old says so, and nothing else is said aloud", async () => {
  const p = open("supervisor");
  await p.press();
  const spoken = () => p.root.querySelector("[role=status]")!.textContent;
  await p.pass(9_000);
  expect(p.ask).toHaveBeenCalledTimes(4);
  expect(spoken()).toBe("");
  expect(p.root.querySelectorAll("[aria-live], [role=status], [role=alert]")).toHaveLength(1);
  expect(p.table("Queues now")[1]![2]).toBe("1:39");
  p.ask.mockRejectedValue(new Failure(503, "unavailable", "Deskside cannot be reached."));
  await p.pass(3_000);
  expect(spoken()).toMatch(/What you see is of 10:03:39; trying again…$/);
  expect(p.table("Queues now")[1]![1]).toBe("2");
  p.ask.mockImplementation(() => Promise.resolve({ ...team(start), service: undefined }) as unknown as Promise<Team>);
  await p.pass(3_000);
  expect(spoken()).toBe("");
  expect(p.root.textContent).toContain("The calls of today are still being counted.");
  await p.press();
  const asked = p.ask.mock.calls.length;
  await p.pass(30_000);
  expect(p.ask).toHaveBeenCalledTimes(asked);
});
