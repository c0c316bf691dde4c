import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { Line } from "../customer/line/line";
import { words as lineWords } from "../customer/line/words";
import { Writing } from "../customer/message/writing";
import { words as messageWords } from "../customer/message/words";
import { firstWords } from "../customer/languages/source";
import type { Occasion } from "../customer/shell/embedding";
import type { Before } from "../customer/shell/slots";
import { Visit, type Wish } from "../customer/shell/visit";
import { Client } from "../api/client";
import type { Contact } from "../api/schema";
import { speak } from "../words/catalogue";

afterEach(() => vi.unstubAllGlobals());

const root = (): HTMLElement => {
  const div = document.createElement("div");
  document.body.replaceChildren(div);
  return div;
};

async function writing(packet: boolean, wish: Partial<Wish>) {
  await speak("en", messageWords, firstWords);
  const start = vi.fn();
  const whole: Wish = { path: [], name: "", phone: "", email: "", message: "I was charged twice.", location: undefined, ...wish };
  const page = root();
  const before = { occasion: { packet, issues: [], fields: [] } as unknown as Occasion, wish: whole, change: () => undefined, start } as unknown as Before;
  await act(() => render(<Writing {...before} />, page));
  const send = () => act(() => void page.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  return { page, start, send };
}

test("whoever leaves no way to be answered is told so before they send, and may send all the same", async () => {
  const { page, start, send } = await writing(false, {});
  await send();
  expect(start).not.toHaveBeenCalled();
  expect(page.querySelector("[role=status]")?.textContent).toContain("nobody can answer you");
  expect(document.activeElement?.id).toBe("email");
  expect(page.querySelector("button[type=submit]")?.textContent).toBe("Send without an answer");
  await send();
  expect(start).toHaveBeenCalledWith("message");
});

test.each([
  ["an address", false, { email: "rosa@customer.example" }],
  ["a number", false, { phone: "+16617480123" }],
  ["a company that knows them", true, {}],
] as const)("whoever has %s is not asked", async (_, packet, wish) => {
  const { page, start, send } = await writing(packet, wish);
  await send();
  expect(start).toHaveBeenCalledWith("message");
  expect(page.querySelector("#email") === null).toBe(packet);
});

test.each([
  ["an address with a slip", { email: "rosa.customer.example" }],
  ["half a number", { phone: "555-01" }],
  ["words", { email: "my usual one", phone: "same as last time" }],
] as const)("nobody is promised an answer at %s", async (_, wish) => {
  const { start, send } = await writing(false, wish);
  await send();
  expect(start).not.toHaveBeenCalled();
  await send();
  expect(start).toHaveBeenCalledWith("message");
});

/** Somebody whom nobody has answered, and of whom the server knows no address. */
async function inLine(answerable: boolean) {
  await speak("en", lineWords);
  const sent: unknown[] = [];
  const contact: Contact = { interaction: "i1", version: 1, state: "waiting", files: [], limits: { max_bytes: 1, types: [] }, waiting: { since: new Date().toISOString(), anybody: false }, answerable };
  vi.stubGlobal("fetch", (_: string, o: RequestInit) => {
    sent.push(JSON.parse(String(o.body)));
    return Promise.resolve(new Response(JSON.stringify({ ...contact, state: "ended", messages: 1 })));
  });
  const visit = new Visit({ client: new Client(), app: "shop", embedding: {} as never });
  (visit as unknown as { set(part: object): void }).set({ phase: "started", contact });
  const page = root();
  await act(() => render(<Line visit={visit} state={visit.state} />, page));
  const fill = (id: string, text: string) =>
    act(() => {
      const field = page.querySelector<HTMLInputElement>("#" + id)!;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  const send = () =>
    act(async () => {
      page.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
      for (let n = 0; n < 10; n++) await Promise.resolve();
    });
  return { page, visit, sent, fill, send };
}

test("who writes instead of waiting is asked where an answer goes", async () => {
  const p = await inLine(false);
  await p.fill("instead", "Call me.");
  await p.send();
  expect(p.sent).toEqual([]);
  expect(p.page.textContent).toContain("nobody can answer you");
  await p.fill("reach", " rosa@customer.example ");
  await p.send();
  expect(p.sent).toEqual([{ text: "Call me.\n\nAnswer to: rosa@customer.example" }]);
  await vi.waitFor(() => expect(p.visit.answerable).toBe(true));
});

test("who is known is not asked, and who insists is let", async () => {
  const known = await inLine(true);
  expect(known.page.querySelector("#reach")).toBeNull();
  await known.fill("instead", "Call me.");
  await known.send();
  expect(known.sent).toEqual([{ text: "Call me." }]);
  const nobody = await inLine(false);
  await nobody.fill("instead", "Call me.");
  await nobody.send();
  await nobody.send();
  expect(nobody.sent).toEqual([{ text: "Call me." }]);
  await vi.waitFor(() => expect(nobody.visit.answerable).toBe(false));
});

test("what nobody can be answered at is sent along and promises nothing", async () => {
  const p = await inLine(false);
  await p.fill("instead", "Call me.");
  await p.fill("reach", "you know where");
  await p.send();
  expect(p.sent).toEqual([]);
  await p.send();
  expect(p.sent).toEqual([{ text: "Call me.\n\nAnswer to: you know where" }]);
  expect(p.visit.answerable).toBe(false);
  for (const way of ["０９０-１２３４-５６７８", "+1 (650) 253-0000", "o'brien@customer.example", "rosa@customer.example or 650 253 0000"]) {
    const known = await inLine(false);
    await known.fill("instead", "Call me.");
    await known.fill("reach", way);
    await known.send();
    await vi.waitFor(() => expect(known.visit.answerable).toBe(true));
  }
});
