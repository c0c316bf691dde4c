import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { embedding } from "../customer/shell/embedding";

const shop = "https://shop.example.com";
let page: Window;
let posted: [message: unknown, target: string][];

beforeEach(() => {
  vi.useFakeTimers();
  posted = [];
  const parent = { postMessage: (m: unknown, target: string) => posted.push([m, target]) };
  const location = new URL("https://desk.example.com/contact?app=shop&page_origin=" + encodeURIComponent(shop));
  page = Object.assign(new EventTarget(), { location, parent }) as unknown as Window;
});
afterEach(() => void vi.useRealTimers());

function say(data: unknown, origin = shop, source: unknown = page.parent): void {
  page.dispatchEvent(new MessageEvent("message", { data, origin, source: source as MessageEventSource }));
}

test("it greets the one page it is for, and takes what that page tells", async () => {
  const shell = embedding({ origins: [shop], language: "en" }, page);
  expect(posted).toEqual([[{ type: "deskside:contact-ready" }, shop]]);
  say({ type: "deskside:contact-open", packet: true, issues: [{ label: "Order", children: [{ label: "Damaged" }, { nonsense: 1 }] }], fields: [{ key: "k", value: 7, type: "odd" }] });
  expect(await shell.occasion).toEqual({
    packet: true,
    challenge: false,
    issues: [{ code: "Order", children: [{ code: "Damaged", children: [] }] }],
    fields: [{ key: "k", value: "7", type: "text" }],
  });
});

test("messages of a strange origin or window are ignored", async () => {
  const shell = embedding({ origins: [shop], language: "en" }, page);
  const closed = vi.fn();
  const opened = vi.fn();
  shell.onCloseRequest(closed);
  void shell.occasion.then(opened);
  say({ type: "deskside:contact-open", packet: true }, "https://evil.example.com");
  say({ type: "deskside:contact-close-please" }, shop, {});
  await vi.advanceTimersByTimeAsync(0);
  expect(opened).not.toHaveBeenCalled();
  expect(closed).not.toHaveBeenCalled();
  say({ type: "deskside:contact-close-please" });
  expect(closed).toHaveBeenCalledOnce();
});

test("an origin that is not the app's is told nothing", () => {
  const shell = embedding({ origins: ["https://other.example.com"], language: "en" }, page);
  expect(shell.framed).toBe(false);
  expect(posted).toEqual([]);
});

const occasion = { fields: [], issues: [], packet: true, challenge: false };

test("the packet is asked for when it is needed, and waited for no longer than five seconds", async () => {
  const shell = embedding({ origins: [shop], language: "en" }, page);
  const first = shell.vouch(occasion);
  expect(posted.at(-1)).toEqual([{ type: "deskside:contact-packet-please", n: 1 }, shop]);
  say({ type: "deskside:contact-packet", n: 1, packet: "a.b.c" });
  expect(await first).toEqual({ packet: "a.b.c" });
  const second = shell.vouch(occasion);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await second).toEqual({});
});

test("a visitor has a minute for the site's challenge; a page with neither is asked nothing", async () => {
  const shell = embedding({ origins: [shop], language: "en" }, page);
  say({ type: "deskside:contact-open", challenge: true });
  const o = await shell.occasion;
  expect(o).toMatchObject({ packet: false, challenge: true });
  const word = shell.vouch(o);
  await vi.advanceTimersByTimeAsync(60_000);
  say({ type: "deskside:contact-packet", n: 1, challenge: "passed" });
  expect(await word).toEqual({ challenge: "passed" });
  const asked = posted.length;
  expect(await shell.vouch({ ...o, challenge: false })).toEqual({});
  expect(posted).toHaveLength(asked);
});

test("long facts are shortened, never a reason to refuse the customer", async () => {
  const shell = embedding({ origins: [shop], language: "en" }, page);
  say({ type: "deskside:contact-open", fields: Array.from({ length: 300 }, () => ({ key: "k".repeat(99), label: "l".repeat(999), value: "v".repeat(9999) })) });
  const { fields } = await shell.occasion;
  expect(fields).toHaveLength(80);
  expect(fields[0]).toMatchObject({ key: "k".repeat(64), label: "l".repeat(120), value: "v".repeat(2000) });
});
