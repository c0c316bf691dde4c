import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../agent/app";
import { Desk } from "../agent/desk";
import { Client } from "../api/client";
import type { LiveOptions } from "../api/live";
import type { Interaction } from "../api/schema";
import { anna, connected, held, me, ringing, unclear, wrapUp } from "../dev/fixtures";
import type { Host } from "../hosts/host";

/** A page in a CRM: the server answers by route, the host remembers what it was asked. */
async function open(first: Interaction[], record = "1") {
  const requests: { route: string; body: unknown }[] = [];
  const answers = new Map<string, unknown>([
    ["POST /v1/sessions/sandbox", { token: "t", expires_at: "2030-01-01T00:00:00Z" }],
    ["GET /v1/me", me],
    ["GET /v1/interactions", { seq: 5, interactions: first }],
  ]);
  vi.stubGlobal("fetch", async (url: string, o: RequestInit) => {
    const route = `${o.method} ${url.split("?")[0]}`;
    requests.push({ route, body: typeof o.body === "string" ? JSON.parse(o.body) : undefined });
    const answer = answers.get(route);
    if (answer instanceof Error) throw answer;
    if (answer instanceof Response) return answer.clone();
    return answer === undefined ? new Response(JSON.stringify({ code: "not_found", message: "There is nothing here.", request_id: "r" }), { status: 404 }) : new Response(JSON.stringify(answer));
  });
  const popped: string[] = [];
  const titles: string[] = [];
  const host: Host = {
    kind: "zendesk",
    context: () => Promise.resolve({ user: anna, record }),
    onContextChange: () => undefined,
    onDial: () => undefined,
    pop: (t) => void popped.push(t.id),
    setTitle: (t) => void titles.push(t),
    setHeight: () => undefined,
    attention: () => undefined,
  };
  let live: LiveOptions | undefined;
  const hungUp = vi.fn(() => Promise.resolve());
  const desk = new Desk({
    client: new Client(),
    host,
    boot: { host: "zendesk", location: "top_bar", account: "support", sign_in: "sandbox", app: "", origins: [] },
    openLive: (o) => {
      live = o;
      o.state("live");
    },
    connect: () => Promise.resolve({ status: "open", hangUp: hungUp }),
  });
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  await act(async () => {
    render(<App desk={desk} />, root);
    await desk.start();
  });
  return {
    desk, root, requests, answers, popped, titles, hungUp,
    after: () => live?.after,
    hear: (interaction: Interaction) => act(() => live?.message({ kind: "interaction", seq: 6, interaction })),
    click: (name: string) =>
      act(() => {
        const button = [...root.querySelectorAll("button")].find((b) => b.textContent?.trim() === name);
        if (button === undefined) throw new Error("no button " + name);
        button.click();
      }),
    /** Resolves as soon as it is so. */
    until: (so: () => void) => vi.waitFor(so, { interval: 1 }),
    text: () => root.textContent ?? "",
  };
}

beforeEach(() => void vi.stubGlobal("ResizeObserver", class { observe() {} disconnect() {} }));
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test("idle, then a call rings with name, issue, item, device and who vouches", async () => {
  const p = await open([]);
  expect(p.text()).toContain("Ready — calls ring here");
  expect(p.after()).toBe(5);
  p.hear(ringing());
  for (const word of ["Maya Lindqvist", "Verified", "My order › Damaged item", "Oak table lamp, walnut", "iPhone", "Göteborg", "Signed by your company", "not verified"]) {
    expect(p.text()).toContain(word);
  }
  expect(p.titles.at(-1)).toContain("Maya Lindqvist");
  expect(p.root.querySelector("[role=alert]")?.textContent).toBe("Incoming call from Maya Lindqvist: My order › Damaged item");
});

test("a ring takes the focus, but never from somebody who types", async () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  const p = await open([]);
  p.root.querySelector<HTMLInputElement>("#dial")!.focus();
  const outside = document.createElement("textarea");
  document.body.append(outside);
  outside.focus();
  p.hear(ringing());
  expect(document.activeElement).toBe(outside);
  outside.blur();
  p.hear({ ...ringing(), version: 5, offer: { n: 1, claimed: false, declined: [anna.id] } });
  p.hear({ ...ringing(), version: 6, offer: { n: 2, claimed: false, declined: [] } });
  expect(document.activeElement?.textContent).toBe("Maya Lindqvist");
});

test("accepting claims the offer for this tab, connects the voice and opens the ticket once", async () => {
  const p = await open([ringing()]);
  const id = ringing().id;
  const claimed: Interaction = { ...ringing(), version: 5, state: "claimed", agent: anna, offer: { n: 1, claimed: true, tab: p.desk.tab, declined: [] } };
  p.answers.set(`POST /v1/interactions/${id}/accept`, { interaction: claimed, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" });
  await p.click("Accept");
  expect(p.requests.at(-1)).toEqual({ route: `POST /v1/interactions/${id}/accept`, body: { offer: 1, tab: p.desk.tab } });
  await p.until(() => expect(p.desk.state.voice).toMatchObject({ interaction: id, status: "open" }));
  p.hear({ ...connected(), offer: claimed.offer });
  expect(p.text()).toContain("On the call");
  expect(p.popped).toEqual(["4821"]);
  p.hear(wrapUp());
  expect(p.hungUp).toHaveBeenCalledOnce();
  expect(p.text()).toContain("Talk time 2:24");
});

test("the ticket that is open already is not opened again", async () => {
  const p = await open([], "4821");
  p.hear({ ...connected(), offer: { n: 1, claimed: true, tab: p.desk.tab, declined: [] } });
  expect(p.popped).toEqual([]);
});

test("a call that somebody else answers goes away with a word", async () => {
  const p = await open([ringing()]);
  p.hear({ ...connected(), agent: { id: "9", name: "Ben Osei" } });
  expect(p.text()).toContain("Ben Osei answered Maya Lindqvist.");
  expect(p.root.querySelector(".ringing")).toBeNull();
});

test("an older version of an interaction changes nothing", async () => {
  const p = await open([connected()]);
  p.hear(ringing());
  expect(p.desk.state.interactions.get(ringing().id)?.state).toBe("connected");
});

test("a reloaded page finds its call again", async () => {
  const p = await open([connected()]);
  expect(p.text()).toContain("On the call");
  expect(p.text()).toContain("in another window");
});

test("a lost race is told in the server's words", async () => {
  const p = await open([ringing()]);
  p.answers.set(`POST /v1/interactions/${ringing().id}/accept`, new Response(JSON.stringify({ code: "answered_elsewhere", message: "Somebody else has taken this call.", request_id: "r" }), { status: 409 }));
  await p.click("Accept");
  await p.until(() => expect(p.text()).toContain("Somebody else has taken this call."));
});

test("an unclear ticket is chosen by a person: a candidate, a new one, or a number", async () => {
  const p = await open([unclear()]);
  expect(p.text()).toContain("Several people in the CRM share these contact details.");
  expect(p.text()).toContain("Signature rejected");
  const buttons = [...p.root.querySelectorAll(".ticket button")].map((b) => b.textContent);
  expect(buttons).toEqual(["4821 Lamp arrived broken pending · Maya Lindqvist", "4630 Where is my chair? open · Maya Lund", "New ticket for Maya Lindqvist", "New ticket for Maya Lund", "Use"]);
  p.answers.set(`POST /v1/interactions/${unclear().id}/ticket`, { ...connected(), version: 20 });
  await p.click("New ticket for Maya Lund");
  expect(p.requests.at(-1)?.body).toEqual({ new: true, requester: "992" });
  await p.until(() => expect(p.text()).toContain("Why this ticket?"));
});

test("what is held says why, and can be retried or sent elsewhere", async () => {
  const p = await open([held()]);
  await act(() => p.desk.open(held().id));
  expect(p.text()).toContain(": Ticket 4821 is closed");
  p.answers.set(`POST /v1/interactions/${held().id}/retry`, { ...held(), version: 16 });
  await p.click("Retry");
  expect(p.requests.at(-1)?.body).toEqual({ key: "01jd8m2x7k-note-1" });
  await p.click("Send to another ticket");
  expect(p.root.querySelector(".choice input")).not.toBeNull();
});

test("a draft survives what happens around it", async () => {
  const p = await open([connected()]);
  const box = () => p.root.querySelector<HTMLTextAreaElement>(".note textarea")!;
  await act(() => {
    box().value = "half a sen";
    box().dispatchEvent(new Event("input", { bubbles: true }));
  });
  p.hear({ ...wrapUp(), version: 20 });
  await act(() => p.desk.open(undefined));
  await act(() => p.desk.open(connected().id));
  expect(box().value).toBe("half a sen");
  expect(p.desk.unsaved).toBe(true);
});
