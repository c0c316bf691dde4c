import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { part as history } from "../agent/history/feature";
import { period } from "../agent/lookup/days";
import { part as lookup } from "../agent/lookup/feature";
import { arrange } from "../agent/shell/arrange";
import { Slot, type Feature } from "../agent/shell/slots";
import { Workspace } from "../agent/shell/workspace";
import { Client } from "../api/client";
import type { Interaction } from "../api/schema";
import { connected, held, ringing } from "../dev/fixtures";
import type { Host } from "../hosts/host";
import { Features, WithFeatures } from "../ui/features";
import { useObserved } from "../ui/observed";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: new Date(2026, 2, 12, 10, 3) }));
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

const contact = (n: number, name: string): Interaction => ({ ...held(), id: `01jd8m2x7k3q9v5t4w6y8zold${n}`, state: "closed", started_at: new Date(2026, 2, 11, 9, n).toISOString(), customer: { name, verified: true }, items: [] });

/** The page between calls, over a server that answers one search after the other as the test lets it. */
function open() {
  const asked: URLSearchParams[] = [];
  const answers: ((found: Interaction[] | Error) => void)[] = [];
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(new URL(url, "http://desk.example.com").searchParams);
    return new Promise<Response>((resolve, reject) =>
      answers.push((found) => (found instanceof Error ? reject(found) : resolve(new Response(JSON.stringify({ seq: 1, interactions: found }))))),
    );
  });
  const workspace = new Workspace({ client: new Client(), host: {} as Host, boot: { host: "zendesk", location: "top_bar", account: "support", sign_in: "sandbox", token: "", nonce: "", frame: "", app: "", origins: [] } });
  const list: Feature[] = [{ name: "history", part: history }, { name: "lookup", part: lookup }];
  const features = new Features(list);
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  function Idle() {
    const state = useObserved(workspace);
    return state.opened === undefined ? <Slot at="idle" workspace={workspace} state={state} arrangement={arrange(state.interactions.values(), state)} /> : <p>opened</p>;
  }
  act(() => render(<WithFeatures of={features}><Idle /></WithFeatures>, root));
  act(() => workspace.take({ ...connected(), id: "01recent", state: "closed", items: [], customer: { name: "Recent Caller", verified: false } }));
  const set = (selector: string, value: string, event: string) =>
    act(() => {
      const e = root.querySelector<HTMLInputElement>(selector)!;
      e.value = value;
      e.dispatchEvent(new Event(event, { bubbles: true }));
    });
  return {
    root, asked, workspace,
    type: (text: string) => set("input[type=search]", text, "input"),
    day: (span: string) => set(".lookup select", span, "change"),
    rest: () => act(async () => void (await vi.advanceTimersByTimeAsync(250))),
    answer: (n: number, found: Interaction[] | Error) => act(async () => {
      answers[n]!(found);
      await vi.advanceTimersByTimeAsync(0);
    }),
    names: () => [...root.querySelectorAll(".row-name")].map((e) => e.textContent),
    status: () => root.querySelector("[role=status]")?.textContent,
  };
}

test("who was in touch is found by what people know, in the place of the latest; emptied, those are back", async () => {
  const p = open();
  expect(p.names()).toEqual(["Recent Caller"]);
  await p.type("zo");
  await p.type(" zoe ");
  await p.rest();
  expect(p.asked.map((q) => q.get("q"))).toEqual(["zoe"]);
  expect(p.names()).toEqual(["Recent Caller"]); // until there is an answer
  await p.answer(0, [contact(1, "Zoë Müller")]);
  expect(p.names()).toEqual(["Zoë Müller"]);
  expect(p.status()).toBe("1 contact was found.");
  await p.type("");
  expect(p.names()).toEqual(["Recent Caller", "Zoë Müller"]);
  expect(p.status()).toBe("");
});

test("an answer that comes after the next question is not shown", async () => {
  const p = open();
  await p.type("anna");
  await p.rest();
  await p.type("ben");
  await p.rest();
  await p.answer(1, [contact(2, "Ben")]);
  await p.answer(0, [contact(1, "Anna")]);
  expect(p.names()).toEqual(["Ben"]);
});

test("yesterday is a whole day of the agent's own clock, and enough to look by", async () => {
  const p = open();
  await p.day("yesterday");
  await p.rest();
  expect(Object.fromEntries(p.asked[0]!)).toEqual({ from: new Date(2026, 2, 11).toISOString(), to: new Date(2026, 2, 12).toISOString(), limit: "20" });
  await p.answer(0, []);
  expect(p.root.textContent).toContain("Nobody was found.");
  expect(p.names()).toEqual([]);
});

test.each(["any", "today", "week"] as const)("%s ends with whatever comes", (span) => {
  expect(period(span, new Date(2026, 2, 1, 10)).to).toBeUndefined();
});

test("older ones follow behind those that are shown, and an answer that fails is said and asked for again", async () => {
  const p = open();
  await p.type("a");
  await p.rest();
  const page = Array.from({ length: 20 }, (_, n) => contact(40 - n, "Anna " + n));
  await p.answer(0, page);
  expect(p.status()).toBe("The newest 20 are shown.");
  const button = () => [...p.root.querySelectorAll("button")].find((b) => b.textContent === "Show older");
  await act(() => button()!.click());
  expect(p.asked[1]!.get("before")).toBe(page[19]!.id);
  await p.answer(1, new TypeError("no network"));
  expect(p.root.querySelector("[role=alert]")?.textContent).toBe("The server cannot be reached.");
  await act(() => button()!.click());
  await p.answer(2, [contact(1, "Anna Last")]);
  expect(p.names()).toHaveLength(21);
  expect(p.names()[20]).toBe("Anna Last");
  expect(button()).toBeUndefined();
});

test("whoever comes back from a contact finds what was looked for, and the row is still live", async () => {
  const p = open();
  await p.type("zoe");
  await p.rest();
  const zoe = contact(1, "Zoë Müller");
  await p.answer(0, [zoe]);
  await act(() => p.root.querySelector<HTMLButtonElement>(".row")!.click());
  expect(p.root.textContent).toBe("opened");
  act(() => p.workspace.open(undefined));
  expect(p.root.querySelector<HTMLInputElement>("input")!.value).toBe("zoe");
  expect(p.names()).toEqual(["Zoë Müller"]);
  expect(p.root.querySelector("[data-next]")?.textContent).toContain("Zoë Müller");
  act(() => p.workspace.take({ ...ringing(), id: zoe.id, version: zoe.version + 1, customer: { name: "Zoë Meier", verified: false } }));
  expect(p.names()).toEqual(["Zoë Meier"]);
});

test("where the list ends it says since when contacts are kept, and where the older ones are", async () => {
  const p = open();
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ seq: 1, interactions: [contact(1, "Zoë Müller")], kept_days: 180 }))));
  await p.type("zoe");
  await p.rest();
  await act(async () => void (await vi.advanceTimersByTimeAsync(0)));
  expect(p.root.textContent).toContain("Contacts are kept here for 180 days after they end. Older ones are in the tickets.");
  await p.type("");
  expect(p.root.textContent).not.toContain("180 days");
});
