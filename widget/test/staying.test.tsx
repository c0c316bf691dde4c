import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { Memory } from "../customer/shell/memory";
import { openContact, storage } from "./contact";

const since = "2026-03-12T10:00:00Z";
const talking = { contact: { state: "connected", agent: "Anna", answered_at: since } as const };

test("Back and a reload ask first while a call goes on, and not after it", async () => {
  const p = await openContact(talking);
  const pushed = vi.spyOn(history, "pushState");
  const leaves = () => {
    const e = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(e);
    return !e.defaultPrevented;
  };
  expect(leaves()).toBe(true);
  await p.click("Call now");
  await p.until(() => expect(p.text()).toContain("Connected to Anna"));
  expect(pushed).toHaveBeenCalledOnce();
  expect(leaves()).toBe(false);
  await act(() => void window.dispatchEvent(new PopStateEvent("popstate")));
  expect(p.root.querySelector("dialog")?.open).toBe(true);
  expect(pushed).toHaveBeenCalledTimes(2); // the next one asks as well
  await p.hear({ state: "ended", outcome: "answered", answered_at: since });
  expect(leaves()).toBe(true);
});

test("a reload in the middle of a call finds it as it was, says what became of the sound, and calls anew at a press", async () => {
  const kept = storage();
  const first = await openContact({ ...talking, storage: kept });
  await first.click("Call now");
  await first.until(() => expect(first.text()).toContain("Connected to Anna"));
  const again = await openContact({ ...talking, storage: kept });
  await again.until(() => expect(again.text()).toContain("Connected to Anna"));
  expect(again.text()).toContain("the sound of your call went with it");
  await again.hear({ state: "ended", outcome: "answered", answered_at: since });
  again.answers.set("POST /v1/contacts", { interaction: "another", token: "t", packet: { trust: "none" }, voice: { token: "v", params: {} } });
  await again.click("Call again");
  const begun = () => [...first.requests, ...again.requests].filter((r) => r.route === "POST /v1/contacts").map((r) => (r.body as { contact_id: string }).contact_id);
  await again.until(() => expect(begun()).toHaveLength(2)); // the page around us is asked for its word first
  const ids = begun();
  expect(ids[0]).not.toBe(ids[1]); // or the answer would be the call that is over
  expect(again.text()).not.toContain("the sound of your call went");
});

test("what the server does not know any more is begun anew, without a word", async () => {
  const kept = storage();
  await (await openContact({ ...talking, storage: kept })).click("Call now");
  const later = await openContact({ gone: true, storage: kept });
  await later.until(() => expect(later.button("Call now")).toBeDefined());
});

test("a request that the server forgets in the middle is said, and can be begun anew", async () => {
  const p = await openContact(talking);
  await p.click("Call now");
  await p.until(() => expect(p.text()).toContain("Connected to Anna"));
  await p.live("signed_out");
  expect(p.text()).toContain("This request is not known any more. Please start again.");
  expect(p.button("Call now")).toBeDefined();
});

test("a call that the server forgets while the page is out of the way brings it into view again", async () => {
  const p = await openContact(talking);
  await p.click("Call now");
  await p.until(() => expect(p.text()).toContain("Connected to Anna"));
  await act(() => p.root.querySelector<HTMLElement>("[aria-label=Minimize]")!.click());
  await p.live("signed_out");
  expect(p.shrink).toHaveBeenLastCalledWith(false);
  expect(p.text()).toContain("This request is not known any more. Please start again.");
});

test("what was half written comes back, before a call and in line", async () => {
  const kept = storage();
  const first = await openContact({ storage: kept });
  await first.click("Leave a message");
  await first.write("#message", "My lamp");
  const again = await openContact({ storage: kept });
  expect(again.root.querySelector<HTMLTextAreaElement>("#message")?.value).toBe("My lamp");

  const line = storage();
  const waiting = { contact: { state: "waiting", answerable: false, waiting: { since, place: 1, anybody: false } } as const, storage: line };
  const one = await openContact(waiting);
  await one.click("Call now");
  await one.until(() => expect(one.root.querySelector("#instead")).not.toBeNull());
  await one.write("#instead", "The walnut one");
  await one.write("#reach", "rosa@example.com");
  const two = await openContact(waiting);
  await two.until(() => expect(two.root.querySelector<HTMLTextAreaElement>("#instead")?.value).toBe("The walnut one"));
  expect(two.root.querySelector<HTMLInputElement>("#reach")?.value).toBe("rosa@example.com");
});

test("a half-typed answer to what an agent asks comes back", async () => {
  const asked = { id: "ask-0001", type: "text", label: "Tracking number", agent: "Anna", until: "2030-01-01T00:00:00Z" } as const;
  const asking = { contact: { ...talking.contact, asks: [asked] }, storage: storage() };
  const first = await openContact(asking);
  await first.click("Call now");
  await first.until(() => expect(first.root.querySelector("#ask-0001")).not.toBeNull());
  await first.write("#ask-0001", "1Z9");
  const again = await openContact(asking);
  await again.until(() => expect(again.root.querySelector<HTMLTextAreaElement>("#ask-0001")?.value).toBe("1Z9"));
});

test("a message that was on its way when the page went is sent once more as the same one, without a press", async () => {
  const kept = storage();
  const first = await openContact({ storage: kept });
  await first.click("Leave a message");
  first.answers.set("POST /v1/contacts", new Promise(() => undefined));
  await first.write("#message", "My lamp is broken.");
  await first.write("#email", "rosa@example.com");
  await first.submit();
  const sent = (p: typeof first) => p.requests.filter((r) => r.route === "POST /v1/contacts").map((r) => r.body as { contact_id: string; secret: string; message: string });
  await first.until(() => expect(sent(first)).toHaveLength(1));
  const again = await openContact({ storage: kept, contact: { state: "ended", reference: "#35436" } });
  await again.until(() => expect(sent(again)).toHaveLength(1));
  const [was] = sent(first);
  expect(sent(again)[0]).toMatchObject({ contact_id: was!.contact_id, secret: was!.secret, message: "My lamp is broken." });
  await again.until(() => expect(again.text()).toContain("#35436"));
  const third = await openContact({ storage: kept, contact: { state: "ended" } });
  expect(sent(third)).toEqual([]); // it is there
});

test("a message that was refused is not sent again by itself", async () => {
  const kept = storage();
  const first = await openContact({ storage: kept });
  await first.click("Leave a message");
  first.answers.set("POST /v1/contacts", new Response(JSON.stringify({ code: "packet_required", message: "No.", request_id: "r" }), { status: 403 }));
  await first.write("#message", "My lamp is broken.");
  await first.write("#email", "rosa@example.com");
  await first.submit();
  await first.until(() => expect(first.text()).toContain("No."));
  const again = await openContact({ storage: kept });
  expect(again.requests.filter((r) => r.route === "POST /v1/contacts")).toEqual([]);
  expect(again.root.querySelector<HTMLTextAreaElement>("#message")?.value).toBe("My lamp is broken.");
});

test("while they talk the page goes out of the way and comes back by itself when the call is over", async () => {
  const p = await openContact(talking);
  await p.click("Call now");
  await p.until(() => expect(p.text()).toContain("Connected to Anna"));
  await act(() => p.root.querySelector<HTMLElement>("[aria-label=Minimize]")!.click());
  expect(p.shrink).toHaveBeenLastCalledWith(true);
  expect(p.text()).toMatch(/^On a call.*Open$/);
  await p.hear({ state: "ended", outcome: "answered", answered_at: since });
  expect(p.shrink).toHaveBeenLastCalledWith(false);
  expect(p.text()).toContain("The call has ended");
});

test("a browser that keeps nothing costs nothing but that", () => {
  const memory = new Memory("shop", () => {
    throw new DOMException("denied", "SecurityError");
  });
  memory.keep("wish", 1);
  expect(memory.get("wish")).toBe(1);
});
