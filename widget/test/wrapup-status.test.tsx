import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { Closings } from "../agent/wrapup/closings";
import { Left, LeftOut, leftOf } from "../agent/wrapup/left";
import { Status } from "../agent/wrapup/status";
import { words } from "../agent/wrapup/words";
import type { Workspace } from "../agent/shell/workspace";
import { Failure } from "../api/failure";
import type { Interaction, Item, TicketStatus, TicketStatuses } from "../api/schema";
import { anna, me, statuses, wrapUp } from "../dev/fixtures";
import { speak } from "../words/catalogue";

const settle = async () => {
  for (let n = 0; n < 10; n++) await Promise.resolve();
};

/** The field, whose server answers in turn. */
async function open(i: Interaction, answers: (TicketStatuses | Error)[], first?: TicketStatus) {
  await speak("en", words);
  const json = vi.fn(() => {
    const answer = answers.shift()!;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  let chosen = first;
  const workspace = { client: { json } } as unknown as Workspace;
  await act(() => render(<Status workspace={workspace} state={{ me } as never} i={i} chosen={chosen} fixed={false} choose={(s) => (chosen = s)} />, root));
  await act(settle);
  return { root, json, chosen: () => chosen, options: () => [...root.querySelectorAll("option")].map((o) => o.textContent), text: () => root.textContent ?? "" };
}

const pick = (root: HTMLElement, value: string) =>
  act(() => {
    const select = root.querySelector("select")!;
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });

test("the ticket stays as it is until the agent says otherwise", async () => {
  const i = wrapUp();
  const p = await open(i, [statuses(i.ticket.id!)]);
  expect(p.root.querySelector("label")?.textContent).toBe("What becomes of the ticket?");
  expect(p.options()).toEqual(["It stays as it is (Open)", "Pending", "On-hold", "Solved (closed)"]);
  expect(p.chosen()).toBeUndefined();
  await pick(p.root, "solved");
  expect(p.chosen()).toEqual({ ticket: i.ticket.id, value: "solved", label: "Solved", saw: "open/1" });
  await pick(p.root, "");
  expect(p.chosen()).toBeUndefined();
});

test("what was said of another ticket, or of this one as it was, is said no more", async () => {
  const i = wrapUp();
  const said = (ticket: string, saw: string) => ({ ticket, value: "solved", label: "Solved", saw });
  for (const [first, kept] of [
    [said(i.ticket.id!, "open/1"), true],
    [said("another", "open/1"), false],
    [said(i.ticket.id!, "pending/2"), false],
  ] as const) {
    const p = await open(i, [statuses(i.ticket.id!)], first);
    expect(p.chosen() !== undefined).toBe(kept);
  }
});

test("nothing is asked without a ticket, nor where there is nothing to choose from", async () => {
  const i = wrapUp();
  const without = await open({ ...i, ticket: { state: "searching" } }, []);
  expect(without.json).not.toHaveBeenCalled();
  for (const answer of [new Failure(409, "no_statuses", "This CRM has no statuses."), { ...statuses(i.ticket.id!), choices: [] }]) {
    const p = await open(i, [answer]);
    expect(p.text()).toBe("");
  }
});

test("where the CRM does not answer, the form says so and asks again", async () => {
  const i = wrapUp();
  const p = await open(i, [new Failure(502, "crm_unavailable", "The CRM does not answer right now."), statuses(i.ticket.id!)]);
  expect(p.text()).toContain("What may become of the ticket could not be read. It stays as it is.");
  await act(async () => {
    p.root.querySelector("button")!.click();
    await settle();
  });
  expect(p.options()).toContain("Pending");
});

test("the status goes with the wrap-up, and without a choice none does", async () => {
  const puts: unknown[] = [];
  const closings = new Closings({ put: (_, w) => Promise.resolve(puts.push(w)) });
  const status = { ticket: "7", value: "solved", label: "Solved", saw: "open/1" };
  closings.write("i1", { disposition: "Resolved", note: "", status });
  await closings.save("i1");
  closings.write("i1", { disposition: "Resolved", note: "Done." });
  await closings.save("i1");
  expect(puts).toEqual([{ disposition: "Resolved", ticket_status: status }, { disposition: "Resolved", note: "Done." }]);
});

test("an agent who has left the form reads what the CRM did not take, once", async () => {
  await speak("en", words);
  const reason = "The ticket's status was not set to Solved: somebody has changed it meanwhile.";
  const item = (delivery: Item["delivery"], agent = anna): Item => ({ key: "w1", kind: "wrap-up", at: "2026-03-01T10:00:00Z", agent, delivery });
  const at = (it: Item): Interaction => ({ ...wrapUp(), customer: { verified: true, name: "Rosa Diaz" }, items: [it] });
  const waits = at(item({ state: "waiting", since: "2026-03-01T10:00:00Z" }));
  const landed = at(item({ state: "landed", since: "2026-03-01T10:00:01Z", reason }));
  const left = new Left();
  left.hear("somebody else", landed, waits);
  left.hear(anna.id, at(item({ state: "landed", since: "2026-03-01T10:00:01Z" })), waits);
  left.hear(anna.id, landed, landed);
  expect(left.state.left.size).toBe(0);
  left.hear(anna.id, landed, waits);
  const opened: (string | undefined)[] = [];
  const workspace = { model: (make: unknown) => (make === leftOf ? left : undefined), open: (id?: string) => opened.push(id) } as unknown as Workspace;
  const root = document.createElement("div");
  await act(() => render(<LeftOut workspace={workspace} state={{} as never} />, root));
  expect(root.textContent).toContain("Rosa Diaz: " + reason);
  const button = (name: string) => [...root.querySelectorAll("button")].find((b) => b.textContent === name)!;
  await act(() => button("Open").click());
  expect(opened).toEqual([landed.id]);
  await act(() => button("Dismiss").click());
  expect(root.textContent).toBe("");
});
