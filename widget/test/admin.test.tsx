import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { AdminPage } from "../admin/app";
import { SignIn } from "../admin/signin";
import { Board } from "../admin/board";
import { AdminClient } from "../api/admin";
import type { AdminList, AdminRole, Overview, WriteRow } from "../api/schema";
import { accounts, audit, doctor, held, preview, queues, rehearsal, troubles, writes } from "../dev/fixtures";

afterEach(() => {
  const root = document.body.firstElementChild;
  if (root !== null) render(null, root);
  location.hash = "";
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const session = { token: "t", renewal: "r", expires_in: 900, expires_at: "2030-01-01T00:00:00Z", ends_at: "2030-01-01T11:45:00Z", agent: { id: "provider/anna", name: "Anna (anna@acme.example)" } };

const admins: AdminList = {
  provider: "Acme",
  rules: [
    { name: "leads", role: "supervisor", emails: [], groups: ["support-leads"] },
    { name: "all", role: "read-only", emails: ["@acme.example"], groups: [] },
  ],
  sessions: [
    { id: "f1", admin: session.agent, role: "owner", method: "provider", from: "192.0.2.7", since: "2026-03-12T10:00:00Z", seen_at: "2026-03-12T10:10:00Z", ends_at: "2026-03-12T22:00:00Z", open: true, own: true },
    { id: "f2", admin: { id: "provider/ben", name: "Ben (ben@acme.example)" }, role: "supervisor", method: "provider", since: "2026-03-12T09:00:00Z", seen_at: "2026-03-12T09:00:00Z", ends_at: "2026-03-12T21:00:00Z", open: false },
  ],
};

/** The admin's page over a server that keeps the writes it was given. */
async function open(rows: WriteRow[], well = true, agents: Overview["agents"] = [], role: AdminRole = "owner") {
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
      const counted = accounts.map((a) => ({ ...a, state: well ? "ok" : a.state, counts: { ...counts, held: rows.filter((w) => w.account === a.name && w.state === "held").length } }));
      return new Response(JSON.stringify({ accounts: counted, queues, live: [], active: 0, agents, counts }));
    }
    if (route === "POST /v1/sessions/admin") return Response.json({ ...session, admin_role: role }, { status: 201 });
    if (route === "GET /v1/admin/admins") return Response.json(admins);
    if (route === "POST /v1/admin/admins/end") return new Response(null, { status: 204 });
    if (route === "GET /v1/admin/troubles") return new Response(JSON.stringify({ troubles }));
    if (route === "GET /v1/admin/doctor") return new Response(JSON.stringify(doctor));
    if (route === "GET /v1/interactions") {
      const known = { ...held(), customer: { name: "Zoë", phone: "+493012345678", phone_shown: "+49 30 12345678", verified: true } };
      return Response.json({ seq: 1, interactions: (url.searchParams.get("q") ?? "zoe") === "zoe" ? [known] : [], kept_days: 180 });
    }
    if (route === "GET /v1/admin/audit.csv") return new Response("seq,at\r\n", { headers: { "Content-Type": "text/csv" } });
    if (route === "GET /v1/admin/audit") return new Response(JSON.stringify(audit(Number(url.searchParams.get("before")) || undefined)));
    if (route === "POST /v1/admin/floods/preview") {
      const newest = [{ interaction: "i1", started_at: "2026-03-01T09:00:00Z", app: "shop", source: "203.0.113.7", channel: "message", customer: "Buy now", text: "Cheap watches" }];
      return Response.json({ contacts: 300, writes: 302, more: false, sources: [{ app: "shop", source: "203.0.113.7", contacts: 299 }, { app: "shop", contacts: 1 }], newest });
    }
    if (route === "POST /v1/admin/floods/drop") return Response.json(requests.filter((r) => r.route === route).length === 1 ? { dropped: 250, left: 50, more: false } : { dropped: 49, left: 0, more: false });
    if (route.endsWith("/reopen")) return new Response(null, { status: 204 });
    if (route.endsWith("/rehearsal")) return new Response(JSON.stringify(rehearsal));
    if (route === "GET /v1/admin/writes") {
      const has = (name: "state" | "account", w: WriteRow) => (url.searchParams.get(name) ?? w[name]) === w[name];
      const before = Number(url.searchParams.get("before")) || Infinity;
      const found = rows.filter((w) => has("state", w) && has("account", w) && w.seq < before);
      return new Response(JSON.stringify({ writes: found.slice(0, Number(url.searchParams.get("limit"))) }));
    }
    if (route.startsWith("POST /v1/admin/writes/")) {
      gone(url.pathname.split("/")[4] ?? "");
      return new Response(null, { status: 204 });
    }
    if (/^GET .*\/writes\/[^/]+$/.test(route)) return new Response(JSON.stringify(preview(held(), "01jd8m2x7k-note-1")));
    if (route.endsWith("/drop")) gone(key);
    return new Response(JSON.stringify(held()));
  });
  const board = new Board(new AdminClient());
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  const signIn = new SignIn(board.client, { sign_in: "passphrase", account: "" }, "");
  await signIn.enter("a lamp behind the harbour");
  requests.splice(0);
  await act(async () => {
    render(<AdminPage board={board} signIn={signIn} />, root);
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
  expect(box.required).toBe(true);
  await p.click("Drop it");
  expect(p.requests.some((r) => r.route.endsWith("/drop"))).toBe(false);
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

test("a list longer than a page is turned, and one account's tabs count that account alone", async () => {
  const rows = Array.from({ length: 230 }, (_, n) => ({ ...dead()[0]!, key: `01jd8m2x7k3q9v5t4w6y8z0abc-note-${n}-1`, seq: 1000 - n }));
  const p = await open([...rows, dead()[2]!]);
  expect(p.rows()).toHaveLength(100);
  await p.click("Older");
  const page = (n: number) => p.until(() => expect(p.within<HTMLElement>(".pages")!.textContent).toContain("Page " + n));
  const free = (name: string) => p.until(() => expect([...p.root.querySelectorAll(".pages button")].find((b) => b.textContent === name)!.getAttribute("aria-disabled")).toBe("false"));
  await page(2);
  expect(p.requests.some((r) => r.query.includes("before=901"))).toBe(true);
  await free("Older");
  await p.click("Older");
  await p.until(() => expect(p.rows()).toHaveLength(31));
  await free("Newer");
  expect(p.within(".pages button:last-of-type")!.getAttribute("aria-disabled")).toBe("true");
  await p.click("Newer");
  await page(2);
  await free("Newer");
  await p.click("Newer");
  await page(1);
  await p.until(() => expect(p.requests.filter((r) => r.route === "GET /v1/admin/writes").at(-1)?.query).not.toContain("before"));
  const box = p.root.querySelector<HTMLSelectElement>("#account")!;
  await act(() => {
    box.value = "sales";
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await p.until(() => expect(p.tab("Needs").textContent).toBe("Needs somebody1"));
});

test("what waits for a better moment can be tried now", async () => {
  const p = await open(writes().filter((w) => w.state === "waiting"));
  p.tab("Waiting").click();
  await p.until(() => expect(p.rows()).toHaveLength(2));
  await p.click(p.root.querySelector(".opener")!.textContent!.trim());
  await p.until(() => p.click("Try now"));
  await p.until(() => expect(p.requests.some((r) => r.route.endsWith("-file-3/retry"))).toBe(true));
});

test.each([
  ["supervisor", "2030-01-01T00:00:00Z", true],
  ["read-only", "2030-01-01T00:00:00Z", false],
  ["owner", undefined, false],
] as const)("a %s meets a cloud that is left alone until %s: asked again at a press: %s", async (role, until, offered) => {
  const [first] = accounts;
  accounts[0] = { ...first!, reason: "Zendesk allows no more calls today.", ...(until !== undefined && { until }) };
  try {
    const p = await open([], false, [], role);
    const button = p.root.querySelector<HTMLButtonElement>("[aria-label='Reopen support: ask it again now']");
    expect(button !== null).toBe(offered);
    if (button === null) return;
    await act(() => button.click());
    await p.until(() => expect(p.requests.map((r) => r.route).slice(-3, -1)).toEqual(["POST /v1/admin/accounts/support/reopen", "GET /v1/admin/overview"]));
  } finally {
    accounts[0] = first!;
  }
});

test("queues, and what went wrong lately, stand beside what is live", async () => {
  const p = await open(dead());
  expect(p.root.querySelector(".queues")?.textContent).toContain("1 waiting");
  await p.until(() => expect(p.root.querySelector(".troubles")?.textContent).toContain("Zendesk allows no more calls this minute."));
  expect(p.root.querySelector(".troubles")?.textContent).toContain("3 of 22 writes still wait, 7 times");
});

test("what still stands still comes first; what is over says so, without an alarm", async () => {
  const p = await open(dead());
  await p.until(() => expect(p.root.querySelectorAll(".troubles li")).toHaveLength(3));
  const [held, waiting, over] = [...p.root.querySelectorAll(".troubles li")];
  expect(held?.textContent).toContain("support · 1 write needs somebody");
  expect(held?.querySelector(".dot.bad")).not.toBeNull();
  expect(waiting?.querySelector(".dot.warn")).not.toBeNull();
  expect(over?.textContent).toContain("sales · over: 4 writes waited, 3 times");
  expect(over?.querySelector(".dot.good")).not.toBeNull();
});

test("health: every line of the doctor with its next step, broken things first, and a rehearsal that shows what would be sent", async () => {
  location.hash = "#health";
  const p = await open(dead());
  await p.until(() => expect(p.root.querySelectorAll(".check")).toHaveLength(9));
  expect(p.root.querySelector(".views [aria-current]")?.textContent).toBe("Health");
  expect(p.root.querySelector("section [role=status]")?.textContent).toContain("2 broken, 1 could be better.");
  expect(p.root.querySelector(".check.bad .check-next")?.textContent).toContain("Check client_id");
  expect(p.root.querySelector(".check.warn")?.textContent).toContain("Could be better:");
  expect(p.root.querySelector(".ward .check")?.className).toContain("warn"); // above what is well
  await p.click("Rehearse");
  await p.until(() => expect(p.root.querySelectorAll(".requests li")).toHaveLength(2));
  expect(p.requests.at(-1)?.route).toBe("POST /v1/admin/accounts/support/rehearsal");
  expect(p.root.querySelector(".rehearsal")?.textContent).toContain("3 requests to support, 2 of them writing. None was sent.");
  expect(p.root.querySelector(".requests pre")?.textContent).toContain("Idempotency-Key: 01m8-contact-1-1");
});

test("a flood is looked at, narrowed, and dropped whole by the filter that was looked at, at the second press", async () => {
  location.hash = "#contacts";
  const p = await open(dead());
  const status = () => p.root.querySelector(".floods [role=status]")?.textContent;
  await p.click("Look");
  await p.until(() => expect(status()).toBe("300 contacts, with 302 writes that the CRM does not have yet."));
  const text = p.root.querySelector(".floods")?.textContent;
  for (const shown of ["203.0.113.7", "not known", "Buy now", "Cheap watches"]) expect(text).toContain(shown);
  await act(() => p.root.querySelector<HTMLButtonElement>('[aria-label="Only those of shop from 203.0.113.7"]')!.click());
  await p.until(() => expect(p.requests.filter((r) => r.route === "POST /v1/admin/floods/preview")).toHaveLength(2));
  const looked = p.requests.filter((r) => r.route === "POST /v1/admin/floods/preview").map((r) => r.body as { from: string; to: string });
  expect(looked[0]).toEqual({ from: expect.any(String), to: expect.any(String) });
  expect(looked[1]).toMatchObject({ app: "shop", source: "203.0.113.7" });
  await p.until(() => expect(p.root.querySelector(".floods")?.textContent).toContain("Drop 300 contacts"));
  await p.click("Drop 300 contacts");
  expect(p.requests.some((r) => r.route === "POST /v1/admin/floods/drop")).toBe(false);
  await p.click("Really drop 300 contacts?");
  await p.until(() => expect(status()).toBe("299 contacts dropped."));
  const drops = p.requests.filter((r) => r.route === "POST /v1/admin/floods/drop");
  expect(drops.map((d) => d.body)).toEqual([looked[1], looked[1]]);
});

test("the record says who did what, to what", async () => {
  location.hash = "#record";
  const p = await open(dead());
  await p.until(() => expect(p.root.querySelectorAll("tbody tr")).toHaveLength(5));
  const rows = [...p.root.querySelectorAll("tbody tr")].map((r) => r.textContent ?? "");
  expect(rows[1]).toContain("Admin");
  expect(rows[1]).toContain("dropped a write: Said twice; the wrap-up has it.");
  expect(rows[4]).toContain("was refused at the sign-in");
});

test("a contact is looked up by what is typed, and numbers stand as people write them", async () => {
  location.hash = "#contacts";
  const p = await open(dead());
  await p.until(() => expect(p.root.querySelector("tbody tr")?.textContent).toContain("Zoë"));
  expect(p.root.querySelector("tbody tr")?.textContent).toContain("+49 30 12345678");
  expect(p.root.textContent).toContain("Contacts are kept for 180 days after they were closed");
  await act(() => {
    const field = p.root.querySelector<HTMLInputElement>("input[type=search]")!;
    field.value = "ben";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await p.until(() => expect(p.root.querySelector("tbody")?.textContent).toBe("Nobody was found."));
  expect(p.requests.filter((r) => r.route === "GET /v1/interactions").at(-1)?.query).toBe("?q=ben&limit=50");
});

test("the record of some days, whole days of the reader's clock, is shown and exported", async () => {
  location.hash = "#record";
  const p = await open(dead());
  await p.until(() => expect(p.root.querySelectorAll("tbody tr")).toHaveLength(5));
  const day = (name: string, value: string) =>
    act(() => {
      const field = p.root.querySelector<HTMLInputElement>(`input[aria-label="${name}"]`)!;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  await day("Changes from", "2026-11-27");
  await day("Changes to", "2026-11-28");
  const during = new URLSearchParams({ from: new Date(2026, 10, 27).toISOString(), to: new Date(2026, 10, 29).toISOString() });
  await p.until(() => expect(p.requests.filter((r) => r.route === "GET /v1/admin/audit").at(-1)?.query).toBe("?" + during));
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:record");
  await p.click("Export CSV");
  await p.until(() => expect(p.requests.find((r) => r.route === "GET /v1/admin/audit.csv")?.query).toBe("?" + during));
});

test("nothing is well beside an account in trouble, and a closed browser is no alarm", async () => {
  const since = new Date(0).toISOString();
  const agent = (name: string, open: boolean) => ({
    agent: { id: name, name }, account: "support", reachable: false, open, since, status: { state: "unreachable" as const, chosen: "available" as const, since },
  });
  const p = await open([], false, [agent("Ann", false), agent("Ben", true)]);
  expect(p.root.textContent).not.toContain("All is well");
  expect(p.root.querySelector(".writes-panel")?.textContent).toContain("waits until the trouble there is over");
  const [ann, ben] = [...p.root.querySelectorAll(".agents li")];
  expect(ann?.textContent).toContain("Widget closed");
  expect(ann?.querySelector(".dot.bad")).toBeNull();
  expect(ben?.textContent).toContain("Widget does not answer");
  expect(ben?.querySelector(".dot.bad")).not.toBeNull();
});

test("who is inside stands on the page, with their role", async () => {
  const p = await open([]);
  expect(p.root.querySelector(".who")?.textContent).toContain("Anna (anna@acme.example)");
  expect(p.root.querySelector(".who")?.textContent).toContain("Owner");
});

test("admins are listed with their sessions and rules; an owner ends another's at the second press", async () => {
  const p = await open([]);
  await act(() => void (location.hash = "#admins"));
  await p.until(() => expect(p.root.textContent).toContain("Ben (ben@acme.example)"));
  for (const word of ["This page", "Open now", "192.0.2.7", "by Acme", "the group support-leads", "everybody @acme.example", "Whoever loses theirs is signed out"]) expect(p.root.textContent).toContain(word);
  const end = p.root.querySelector<HTMLButtonElement>('[aria-label="End session of Ben (ben@acme.example)"]')!;
  await act(() => end.click());
  expect(p.requests.some((r) => r.route === "POST /v1/admin/admins/end")).toBe(false);
  await act(() => end.click());
  await p.until(() => expect(p.requests.at(-1)).toMatchObject({ route: "POST /v1/admin/admins/end", body: { admin: "provider/ben", session: "f2" } }));
  await p.until(() => expect(p.root.querySelector("tbody")?.textContent).not.toContain("Ben ("));
});

test.each<[AdminRole, Record<string, boolean>]>([
  ["owner", { "Retry all held of support": true, "End sessions": true, "Download the Zendesk app": true, Rehearse: true, "End session": true }],
  ["supervisor", { "Retry all held of support": true, "End sessions": true, "Download the Zendesk app": false, Rehearse: true, "End session": false }],
  ["read-only", { "Retry all held of support": false, "End sessions": false, "Download the Zendesk app": false, Rehearse: false, "End session": false }],
])("what %s may not do is not offered", async (role, offered) => {
  const agents: Overview["agents"] = [{ agent: { id: "support/1", name: "Mia" }, account: "support", reachable: true, open: true, since: "2026-03-12T10:00:00Z", status: { state: "available", chosen: "available", since: "2026-03-12T10:00:00Z" } }];
  const seen = new Set<string>();
  for (const [view, there] of [["now", ".agents"], ["health", "#rehearsal"], ["admins", "#rules"]] as const) {
    location.hash = "#" + view;
    const p = await open(dead(), true, agents, role);
    await p.until(() => expect(p.root.querySelector(there)).not.toBeNull());
    p.root.querySelectorAll("button").forEach((b) => seen.add(b.textContent?.trim() ?? ""));
    render(null, p.root);
  }
  expect(Object.fromEntries(Object.keys(offered).map((name) => [name, seen.has(name)]))).toEqual(offered);
});

test("a row says to whoever may only look who can do something about it", async () => {
  const p = await open(dead(), true, [], "read-only");
  await p.click("Note");
  await p.until(() => expect(p.root.querySelector(".details")?.textContent).toContain("A supervisor or owner can have it tried again"));
  expect(p.root.querySelectorAll(".details button")).toHaveLength(0);
});
