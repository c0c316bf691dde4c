import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { part as legs } from "../agent/legs/feature";
import { stretches } from "../agent/legs/legs";
import type { Page } from "../agent/shell/slots";
import type { Interaction } from "../api/schema";
import { anna, wrapUp } from "../dev/fixtures";

const at = (m: number, s = 0) => new Date(2026, 2, 12, 10, m, s).toISOString();
const ben = { id: "7002", name: "Ben Osei" };
const told = (i: Interaction) => stretches(i).map((s) => [s.kind, s.name, s.from, s.to, s.lost]);

const call = (c: Partial<NonNullable<Interaction["call"]>>, more: Partial<Interaction> = {}): Interaction => ({
  ...wrapUp(),
  ...more,
  call: { from: "+46701234567", to: "+14155550100", arrived_at: at(0), answered_at: at(1), ended_at: at(9), ...c },
});

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

test("an agent who was lost, the customer alone, and who took over", () => {
  const i = call({ legs: [{ agent: anna, joined_at: at(1), left_at: at(4), lost: true }, { agent: ben, joined_at: at(5, 30) }] });
  expect(told(i)).toEqual([
    ["customer", "Maya Lindqvist", at(0), at(9), false],
    ["waited", "", at(0), at(1), false],
    ["agent", "Anna Berg", at(1), at(4), true],
    ["alone", "", at(4), at(5, 30), false],
    ["agent", "Ben Osei", at(5, 30), at(9), false],
  ]);
});

test("an agent who is lost and whom nobody follows leaves the customer alone to the end; a late word of an end changes nothing", () => {
  expect(told(call({ legs: [{ agent: anna, joined_at: at(1), left_at: at(4), lost: true }] })).at(-1)).toEqual(["alone", "", at(4), at(9), false]);
  expect(told(call({ legs: [{ agent: anna, joined_at: at(1), left_at: at(9, 2) }] })).at(-1)).toEqual(["agent", "Anna Berg", at(1), at(9), false]);
});

test("who was consulted is told of, and is nobody whom the customer was handed to", () => {
  const i = call({ legs: [{ agent: anna, joined_at: at(1), left_at: at(4), lost: true }, { agent: ben, joined_at: at(2), left_at: at(3), consulted: true }, { agent: ben, joined_at: at(6) }] });
  expect(told(i).slice(2)).toEqual([
    ["agent", "Anna Berg", at(1), at(4), true],
    ["agent", "Ben Osei", at(2), at(3), false],
    ["alone", "", at(4), at(6), false],
    ["agent", "Ben Osei", at(6), at(9), false],
  ]);
  expect(stretches(i).filter((s) => s.consulted)).toHaveLength(1);
});

test("in a call of ours the agent is there first, and the customer from the answer on", () => {
  const i = call({ arrived_at: undefined, answered_at: at(2), legs: [{ agent: anna, joined_at: at(1) }] }, { direction: "outbound" });
  expect(told(i).map(([kind]) => kind)).toEqual(["agent", "customer"]);
});

test("a call that nobody took, and a message, have no such part", () => {
  expect(stretches(call({ legs: undefined }))).toEqual([]);
  expect(stretches({ ...wrapUp(), channel: "message", call: undefined })).toEqual([]);
});

test("each is shown with from, to and how long, the day only once, and what lasts is counted", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"], now: new Date(2026, 2, 13, 9, 0) });
  const Legs = legs.views!.record!;
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  const show = (i: Interaction) => act(() => render(<Legs {...({} as Page)} i={i} />, root));
  const lines = () => [...root.querySelectorAll("li")].map((li) => [...li.children].map((e) => e.textContent));
  show(call({ legs: [{ agent: anna, joined_at: at(1), left_at: at(4), lost: true }, { agent: ben, joined_at: at(5, 30) }] }));
  expect(lines()).toEqual([
    ["Maya Lindqvist", "9:00", "12 Mar, 10:00:00 to 10:09:00"],
    ["Waiting for an answer", "1:00", "12 Mar, 10:00:00 to 10:01:00"],
    ["Anna Berg", "3:00", "12 Mar, 10:01:00 to 10:04:00 · the connection was lost"],
    ["The customer, alone on the line", "1:30", "12 Mar, 10:04:00 to 10:05:30"],
    ["Ben Osei", "3:30", "12 Mar, 10:05:30 to 10:09:00"],
  ]);
  vi.setSystemTime(new Date(2026, 2, 12, 10, 4));
  show(call({ ended_at: undefined, legs: [{ agent: anna, joined_at: at(1) }] }));
  await act(() => void vi.advanceTimersByTime(5_000));
  expect(lines().at(-1)).toEqual(["Anna Berg", "3:05", "since 10:01:00"]);
});
