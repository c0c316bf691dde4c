import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { AdminPage } from "../admin/app";
import { Board } from "../admin/board";
import { Client } from "../api/client";
import type { WriteRow } from "../api/schema";
import { accounts, held, preview, writes } from "../dev/fixtures";

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** The admin's page over a server that keeps the writes it was given. */
async function open(rows: WriteRow[]) {
  const requests: { route: string; query: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (address: string, o: RequestInit) => {
    const url = new URL(address, "http://deskside");
    const route = `${o.method} ${url.pathname}`;
    requests.push({ route, query: url.search, body: typeof o.body === "string" ? JSON.parse(o.body) : undefined });
    const key = url.pathname.split("/")[5] ?? "";
    const gone = (k: string) => void rows.splice(0, rows.length, ...rows.filter((w) => w.key !== k));
    if (route === "GET /v1/admin/overview") {
      const counts = { waiting: 0, sending: 0, held: 0, landed: 0, dropped: 0 };
      for (const w of rows) counts[w.state]++;
      return new Response(JSON.stringify({ accounts, live: [], agents: [], counts }));
    }
    if (route === "GET /v1/admin/writes") {
      const has = (name: "state" | "account", w: WriteRow) => (url.searchParams.get(name) ?? w[name]) === w[name];
      return new Response(JSON.stringify({ writes: rows.filter((w) => has("state", w) && has("account", w)) }));
    }
    if (route.startsWith("POST /v1/admin/writes/")) {
      gone(url.pathname.split("/")[4] ?? "");
      return new Response(null, { status: 204 });
    }
    if (/^GET .*\/writes\/[^/]+$/.test(route)) return new Response(JSON.stringify(preview(held(), "01jd8m2x7k-note-1")));
    if (route.endsWith("/drop")) gone(key);
    return new Response(JSON.stringify(held()));
  });
  const board = new Board(new Client(), "support");
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  await act(async () => {
    render(<AdminPage board={board} />, root);
    await board.refresh();
  });
  const within = <T extends Element>(selector: string) => root.querySelector<T>(".writes-panel " + selector);
  return {
    root, requests, within,
    rows: () => [...root.querySelectorAll(".work tbody tr:not(.detail)")].map((r) => r.textContent ?? ""),
    tab: (word: string) => [...root.querySelectorAll<HTMLElement>("[role=tab]")].find((t) => t.textContent?.startsWith(word))!,
    click: (name: string) =>
      act(() => {
        const found = [...root.querySelectorAll("button")].find((b) => b.textContent?.trim() === name);
        if (found === undefined) throw new Error("no button " + name);
        found.click();
      }),
    until: (so: () => void) => vi.waitFor(so, { interval: 1 }),
  };
}

const dead = () => writes().filter((w) => w.state === "held");

test("it opens on what needs somebody: what, which account and ticket, since when, why, and when it goes on", async () => {
  const p = await open(writes());
  expect(p.tab("Needs somebody").getAttribute("aria-selected")).toBe("true");
  expect(p.requests.find((r) => r.route === "GET /v1/admin/writes")?.query).toContain("state=held");
  expect(p.rows()).toHaveLength(3);
  for (const word of ["Note", "support", "#4821", "Ticket #4821 is closed and takes no more notes.", "when you say so"]) expect(p.rows()[0]).toContain(word);
  expect([...p.root.querySelectorAll("[role=tab]")].map((t) => t.textContent)).toEqual(["Needs somebody3", "Waiting2", "Sending1", "In the CRM5", "Dropped1", "All"]);
});

test("nothing held says that all is well", async () => {
  const p = await open(writes().filter((w) => w.state !== "held"));
  expect(p.within(".well")?.textContent).toContain("All is well. Nothing needs somebody.");
  expect(p.within("table")).toBeNull();
});

test("tabs are walked with the arrow keys", async () => {
  const p = await open(writes());
  const press = (key: string) => act(() => void document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
  p.tab("Needs").focus();
  press("ArrowLeft");
  await p.until(() => expect(p.rows()).toHaveLength(12));
  expect(document.activeElement).toBe(p.tab("All"));
  press("Home");
  await p.until(() => expect(p.rows()).toHaveLength(3));
  press("ArrowRight");
  await p.until(() => expect(p.rows()).toHaveLength(2));
  expect(p.tab("Waiting").tabIndex).toBe(0);
  expect(p.tab("Needs").tabIndex).toBe(-1);
});

test("a row opens to the exact text, as text, and closes again", async () => {
  const p = await open(dead());
  await p.click("Note");
  await p.until(() => expect(p.within("pre")?.textContent).toBe("Note by Anna Berg, 2026-03-12 10:04 UTC:\nFoot of the lamp is cracked. Wants a replacement before Friday."));
  const opener = p.within<HTMLButtonElement>(".opener")!;
  expect(opener.getAttribute("aria-expanded")).toBe("true");
  expect(p.root.querySelector("#" + opener.getAttribute("aria-controls"))).not.toBeNull();
  await p.click("Note");
  expect(p.within("pre")).toBeNull();
});

test("retry is asked for by key, is said, and the focus is not lost with the row", async () => {
  const rows = dead();
  const key = rows[0]!.key;
  const p = await open(rows);
  await p.click("Note");
  await p.click("Retry");
  await p.until(() => expect(p.rows()).toHaveLength(2));
  expect(p.requests.some((r) => r.route === `POST /v1/admin/writes/${key}/retry`)).toBe(true);
  expect(p.within("[role=status]")?.textContent).toBe("It is tried again.");
  await p.until(() => expect(document.activeElement?.id).toBe("writes"));
});

test("dropping asks for a reason and tells it to the server", async () => {
  const rows = dead();
  const key = rows[0]!.key;
  const p = await open(rows);
  await p.click("Note");
  await p.click("Drop");
  const box = p.within<HTMLInputElement>(".drop input")!;
  expect(document.activeElement).toBe(box);
  expect(p.within<HTMLButtonElement>(".drop .bad")!.disabled).toBe(true);
  await act(() => {
    box.value = " Said twice. ";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await p.click("Drop it");
  await p.until(() => expect(p.rows()).toHaveLength(2));
  expect(p.requests.find((r) => r.route.endsWith(`/writes/${key}/drop`))?.body).toEqual({ reason: "Said twice." });
});

test("another ticket: it says what moves, and moves the interaction", async () => {
  const p = await open(dead());
  await p.click("Note");
  await p.until(() => expect(p.within(".details strong")?.textContent).toBe("Maya Lindqvist"));
  await p.click("Send to another ticket");
  expect(p.within(".choice")?.textContent).toContain("also what stands on ticket #4821 already; a pointer stays there.");
  const box = p.within<HTMLInputElement>(".choice-number input")!;
  await act(() => {
    box.value = "#4788";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await p.click("Use");
  await p.until(() => expect(p.requests.find((r) => r.route.endsWith("/ticket"))?.body).toEqual({ ticket: "4788" }));
});

test("all held of one account are retried, and no other's", async () => {
  const rows = dead();
  const mine = rows.filter((w) => w.account === "support").map((w) => w.key);
  const p = await open(rows);
  await p.click("Retry all held of support");
  await p.until(() => expect(p.rows()).toHaveLength(1));
  expect(p.requests.filter((r) => r.route.endsWith("/retry")).map((r) => r.route.split("/")[4])).toEqual(mine);
  expect(p.within("[role=status]")?.textContent).toBe("2 writes are tried again.");
});
