import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { Requester } from "../agent/requester/requester";
import { words } from "../agent/requester/words";
import { suggestions } from "../agent/requester/search";
import type { Workspace } from "../agent/shell/workspace";
import { Failure } from "../api/failure";
import type { Interaction } from "../api/schema";
import { connected, me } from "../dev/fixtures";
import { speak } from "../words/catalogue";

/** As long as answers that are there take to be heard. */
const heard = async () => {
  for (let n = 0; n < 10; n++) await Promise.resolve();
};

const rosa = { id: "900", name: "Rosa Diaz", email: "rosa@customer.example", ticket: { id: "7", number: "#7", state: "open" } };

/** A card whose server answers by path. */
async function open(i: Interaction, answers: Record<string, unknown>) {
  await speak("en", words);
  const requests: { path: string; body: unknown }[] = [];
  const taken: Interaction[] = [];
  const json = vi.fn((_: string, path: string, body?: unknown) => {
    requests.push({ path: path.replace(/.*\//, ""), body });
    const answer = answers[path.replace(/.*\//, "")];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const workspace = { client: { json }, take: (n: Interaction) => taken.push(n) } as unknown as Workspace;
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  await act(() => render(<Requester workspace={workspace} state={{ me } as never} i={i} />, root));
  const button = (name: string) => [...root.querySelectorAll("button")].find((b) => b.textContent?.includes(name));
  return {
    root, requests, taken, button,
    click: (name: string) => act(async () => {
        button(name)!.click();
        await heard();
      }),
    type: (label: string, text: string) =>
      act(() => {
        const input = root.querySelector<HTMLInputElement>(`[aria-label="${label}"]`)!;
        input.value = text;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }),
    submit: (n: number) => act(async () => {
        root.querySelectorAll("form")[n]!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
        await heard();
      }),
    text: () => root.textContent ?? "",
  };
}

const unknown = (): Interaction => ({ ...connected(), ticket: { state: "chosen", id: "1", number: "#1", rule: "new" } });

test("an agent finds who it is by the order, and says so", async () => {
  const i = unknown();
  i.packet = { ...i.packet, signed: [{ key: "order", label: "Order", value: "A-10425", type: "text" }], unsigned: [] };
  const p = await open(i, { people: { people: [rosa] }, requester: i });
  expect(p.text()).toContain("Zendesk does not know who this is.");
  await p.click("Say who it is");
  expect(document.activeElement?.getAttribute("type")).toBe("search");
  await p.click("A-10425");
  expect(p.requests).toEqual([{ path: "people", body: { text: "A-10425" } }]);
  expect(p.text()).toContain("1 person found");
  expect(p.text()).toContain("in ticket #7");
  await p.click("Rosa Diaz");
  expect(p.requests[1]).toEqual({ path: "requester", body: { requester: "900" } });
  expect(p.taken).toHaveLength(1);
  expect(document.activeElement).toBe(p.button("Say who it is"));
});

test("whoever chooses for somebody else's ticket is told of the new one, and gets it", async () => {
  const i: Interaction = { ...connected(), ticket: { state: "chosen", id: "1", number: "#1", rule: "record", requester: { id: "17", name: "Leo" } } };
  const p = await open(i, { people: { people: [rosa] }, ticket: i });
  expect(p.text()).toContain("In Zendesk: Leo");
  await p.click("Somebody else");
  expect(p.text()).toContain("stays theirs");
  await p.type("Name, e-mail, phone or order", "rosa");
  await p.submit(0);
  await p.click("Rosa Diaz");
  expect(p.requests[1]).toEqual({ path: "ticket", body: { new: true, requester: "900" } });
});

test("whom the CRM does not have is created, with a way to be answered", async () => {
  const i = { ...unknown(), customer: { verified: false, name: "Rosa" } };
  const p = await open(i, { people: { people: [] }, requester: new Failure(409, "person_exists", "Somebody else has this address already.") });
  await p.click("Say who it is");
  await p.type("Name, e-mail, phone or order", "rosa");
  await p.submit(0);
  expect(p.text()).toContain("Nobody was found.");
  expect(p.root.querySelector<HTMLInputElement>("[aria-label=E-mail]")!.required).toBe(true); // Create says so by itself
  expect(p.text()).toContain("An e-mail address or a phone number is needed.");
  await p.type("E-mail", " rosa@customer.example ");
  await p.submit(1);
  expect(p.requests[1]).toEqual({ path: "requester", body: { create: { name: "Rosa", email: "rosa@customer.example" } } });
  expect(p.root.querySelector("[role=alert]")?.textContent).toContain("Somebody else has this address already.");
});

test("what is known is offered for searching once", () => {
  const i = { ...unknown(), customer: { verified: false, name: "Rosa", email: "r@c.example", phone: "Rosa" } };
  i.packet = { ...i.packet, signed: [], unsigned: [{ key: "order_id", label: "Order", value: "7", type: "text" }] };
  expect(suggestions(i)).toEqual(["7", "r@c.example", "Rosa"]);
});
