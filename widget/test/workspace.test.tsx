import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../agent/shell/app";
import { Workspace } from "../agent/shell/workspace";
import { voiceOf } from "../agent/call/voice";
import type { Trouble } from "../voice";
import { features } from "../agent/features";
import { Client } from "../api/client";
import type { LiveOptions } from "../api/live";
import type { AgentStatus, Interaction, MeState } from "../api/schema";
import { anna, connected, held, me, moved, preview, ringing, unclear, wrapUp } from "../dev/fixtures";
import type { Dial, Host } from "../hosts/host";
import { Features } from "../ui/features";

/** A page in a CRM: the server answers by route, the host remembers what it was asked. */
async function open(first: Interaction[], record = "1") {
  const requests: { route: string; body: unknown }[] = [];
  const answers = new Map<string, unknown>([
    ["POST /v1/sessions/sandbox", { token: "t", expires_at: "2030-01-01T00:00:00Z", expires_in: 900, renewal: "r", ends_at: "2030-01-01T11:45:00Z", agent: { id: "support/17", name: "Anna" } }],
    ["GET /v1/me", me],
    ["GET /v1/interactions", { seq: 5, interactions: first }],
  ]);
  vi.stubGlobal("fetch", async (url: string, o: RequestInit) => {
    const route = `${o.method} ${url.split("?")[0]}`;
    requests.push({ route, body: typeof o.body === "string" ? JSON.parse(o.body) : undefined });
    const answer = await answers.get(route);
    if (answer instanceof Error) throw answer;
    if (answer instanceof Response) return answer.clone();
    return answer === undefined ? new Response(JSON.stringify({ code: "not_found", message: "There is nothing here.", request_id: "r" }), { status: 404 }) : new Response(JSON.stringify(answer));
  });
  const popped: string[] = [];
  const titles: string[] = [];
  let dialled: (d: Dial) => void = () => undefined;
  const host: Host = {
    kind: "zendesk",
    context: () => Promise.resolve({ user: anna, record }),
    onContextChange: () => undefined,
    onDial: (l) => void (dialled = l),
    pop: (t) => void popped.push(t.id),
    setTitle: (t) => void titles.push(t),
    setHeight: () => undefined,
    attention: () => undefined,
  };
  const answeredElsewhere = vi.fn();
  host.answeredElsewhere = answeredElsewhere;
  let live: LiveOptions | undefined;
  const hungUp = vi.fn(() => Promise.resolve());
  const [mute, press] = [vi.fn(), vi.fn()];
  let troubled: (all: readonly Trouble[]) => void = () => undefined;
  const workspace = new Workspace({
    client: new Client(),
    host,
    boot: { host: "zendesk", location: "top_bar", account: "support", sign_in: "sandbox", token: "", nonce: "", frame: "", app: "", origins: [] },
    openLive: (o) => {
      live = o;
      o.state("live");
      return { renewed: () => undefined };
    },
    connect: (_token, _listener, tell) => {
      troubled = tell ?? troubled;
      return Promise.resolve({ status: "open", hangUp: hungUp, mute, press });
    },
  });
  const parts = new Features(features);
  await parts.all(); // a page fetches most of them as they are wanted
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  await act(async () => {
    render(<App workspace={workspace} features={parts} />, root);
    await workspace.start();
  });
  return {
    workspace, root, requests, answers, popped, titles, hungUp, mute, press, answeredElsewhere,
    after: () => live?.after,
    troubled: (...all: Trouble[]) => act(() => troubled(all)),
    dialled: (d: Dial) => act(() => dialled(d)),
    hear: (interaction: Interaction) => act(() => live?.message({ kind: "interaction", seq: 6, interaction })),
    live: (s: Parameters<LiveOptions["state"]>[0]) => act(() => live?.state(s)),
    tell: (me: MeState) => act(() => live?.message({ kind: "me", me })),
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

test("what is done about an interaction brings only what is new of it", async () => {
  const known = connected();
  const p = await open([known]);
  const asked = vi.fn((_url: string) => Promise.resolve(new Response(JSON.stringify({ ...known, since: known.version, version: known.version + 1, items: [], timeline: [] }))));
  vi.stubGlobal("fetch", asked);
  await act(() => p.workspace.command(known.id, "PUT", "notes/note-0001", { text: "Rang once more." }));
  expect(asked.mock.calls.map(([url]) => url)).toEqual([`/v1/interactions/${known.id}/notes/note-0001?since=${known.version}`]);
  const now = p.workspace.state.interactions.get(known.id)!;
  expect(now.version).toBe(known.version + 1);
  expect(now.items).toEqual(known.items);
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
  p.hear({ ...ringing(), version: 5, offer: { n: 1, claimed: false, declined: [anna.id], rule: "available" } });
  p.hear({ ...ringing(), version: 6, offer: { n: 2, claimed: false, declined: [], rule: "available" } });
  expect(document.activeElement?.textContent).toBe("Maya Lindqvist");
});

test("whoever waits without ringing here is seen, with how long, and can be answered: after a decline, and away", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-03-12T10:00:55Z") });
  const p = await open([]);
  const waits: Interaction = { ...ringing(), call: { ...ringing().call!, arrived_at: "2026-03-12T10:00:00Z" }, offer: { n: 1, claimed: false, rule: "available", rung: 0, declined: [anna.id] } };
  p.hear(waits);
  expect(p.root.querySelector(".in-line-count")?.textContent).toBe("1 waiting, 0:55");
  expect([...p.root.querySelectorAll(".unseen[role=status]")].map((e) => e.textContent)).toContain("1 customer is waiting");
  expect(p.root.querySelector(".list ul:not(.in-line)")?.textContent ?? "").not.toContain("Maya"); // once is enough
  const claimed: Interaction = { ...waits, version: 5, state: "claimed", agent: anna, offer: { n: 1, claimed: true, tab: p.workspace.tab, declined: [] } };
  p.answers.set(`POST /v1/interactions/${waits.id}/accept`, { interaction: claimed, voice: {} });
  await p.click("Answer");
  await p.until(() => expect(p.root.querySelector(".in-line")).toBeNull());
  expect(p.requests).toContainEqual({ route: `POST /v1/interactions/${waits.id}/accept`, body: { offer: 1, tab: p.workspace.tab } });
  p.hear({ ...waits, id: "01other" });
  expect(p.root.querySelector(".in-line")?.textContent).toContain("1 waiting, 0:55"); // on a call they are told, and no more
  expect(p.root.querySelector(".in-line button")).toBeNull();
  vi.useRealTimers();
});

test("a call rings by its rule and by what the agent is, of which the server tells", async () => {
  const p = await open([]);
  const is = (state: AgentStatus["state"]) => p.tell({ status: { state, chosen: "available", since: "2026-01-01T00:00:00Z" }, missed: [] });
  const rings = () => p.root.querySelector(".ringing") !== null;
  is("busy");
  p.hear({ ...ringing(), version: 2, offer: { n: 1, claimed: false, declined: [] } });
  is("available");
  expect(rings()).toBe(false); // it waits: there is no rule yet
  p.hear({ ...ringing(), version: 3 });
  expect(rings()).toBe(true);
  for (const state of ["away", "busy", "wrap_up", "unreachable"] as const) {
    is(state);
    expect([state, rings()]).toEqual([state, false]);
    is("available");
    expect(rings()).toBe(true);
  }
  is("away");
  p.hear({ ...ringing(), version: 4, offer: { n: 2, claimed: false, declined: [], rule: "available", lost: anna.id } });
  expect(rings()).toBe(true); // the customer whom they were parted from
  p.hear({ ...ringing(), version: 5, offer: { n: 2, claimed: false, declined: [anna.id], rule: "available", lost: anna.id } });
  expect(rings()).toBe(false);
});

test("a call by turns rings for whose turn it is, for those in its groups, and for those who are able", async () => {
  const p = await open([]);
  const can = (abilities?: { group: number; queues: string[]; languages: string[] }) =>
    p.tell({ status: { state: "available", chosen: "available", since: "2026-01-01T00:00:00Z" }, missed: [], ...(abilities && { abilities }) });
  let version = 1;
  const rings = (offer: Partial<NonNullable<Interaction["offer"]>>) => {
    p.hear({ ...ringing(), version: ++version, offer: { n: 1, claimed: false, declined: [], ...offer } });
    return p.root.querySelector(".ringing") !== null;
  };
  can();
  expect(rings({ rule: "one", agent: anna.id })).toBe(true);
  expect(rings({ rule: "one", agent: "support/other" })).toBe(false);
  expect(p.root.querySelector(".in-line")?.textContent).toContain("1 waiting"); // and can be answered by hand
  expect(rings({ rule: "one", agent: "" })).toBe(false);
  expect(rings({ rule: "one", agent: "", lost: anna.id })).toBe(true);
  expect(rings({ rule: "group", group: 1 })).toBe(true);
  expect(rings({ rule: "available", queues: ["orders"], language: "ja" })).toBe(true); // who has no profile may do everything
  can({ group: 2, queues: ["orders"], languages: ["en"] });
  expect(rings({ rule: "group", group: 1 })).toBe(false);
  expect(rings({ rule: "group", group: 2 })).toBe(true);
  expect(rings({ rule: "available", queues: ["repairs"] })).toBe(false);
  expect(rings({ rule: "available", queues: ["repairs", "orders"] })).toBe(true);
  expect(rings({ rule: "available", language: "ja" })).toBe(false);
  expect(rings({ rule: "available", language: "en" })).toBe(true);
  expect(rings({ rule: "one", agent: anna.id, queues: ["repairs"] })).toBe(false);
});

test("a call that another window took says so, whichever the page hears first", async () => {
  for (const busyFirst of [true, false]) {
    const p = await open([ringing()]);
    const taken: Interaction = { ...connected(), version: 9, offer: { n: 1, claimed: true, tab: "another", declined: [], rule: "available" } };
    const busy = () => p.tell({ status: { state: "busy", chosen: "available", since: "2026-01-01T00:00:00Z" }, missed: [] });
    if (busyFirst) busy();
    p.hear(taken);
    if (!busyFirst) busy();
    expect(p.workspace.state.notice).toContain("Maya Lindqvist");
  }
});

test("the same words a second time come as new ones, or nobody who listens would hear them", async () => {
  const p = await open([connected()]);
  const words = () => p.root.querySelector(".words > .message:last-child");
  await act(() => p.workspace.say("Saved."));
  const first = words();
  await act(() => p.workspace.say("Saved."));
  expect(words()?.textContent).toBe("Saved.");
  expect(words()).not.toBe(first);
});

test("who accepts by keyboard goes on from the call, not from the page's top", async () => {
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
  const p = await open([ringing()]);
  const claimed: Interaction = { ...ringing(), version: 5, state: "claimed", agent: anna, offer: { n: 1, claimed: true, tab: p.workspace.tab, declined: [] } };
  p.answers.set(`POST /v1/interactions/${ringing().id}/accept`, { interaction: claimed, voice: {} });
  [...p.root.querySelectorAll("button")].find((b) => b.textContent?.trim() === "Accept")?.focus();
  await p.click("Accept");
  await p.until(() => expect(document.activeElement?.classList.contains("call-bar")).toBe(true));
});

test("accepting claims the offer for this tab, connects the voice and opens the ticket once", async () => {
  const p = await open([ringing()]);
  const id = ringing().id;
  const claimed: Interaction = { ...ringing(), version: 5, state: "claimed", agent: anna, offer: { n: 1, claimed: true, tab: p.workspace.tab, declined: [] } };
  p.answers.set(`POST /v1/interactions/${id}/accept`, { interaction: claimed, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" });
  await p.click("Accept");
  expect(p.requests.at(-1)).toEqual({ route: `POST /v1/interactions/${id}/accept`, body: { offer: 1, tab: p.workspace.tab } });
  await p.until(() => expect(p.workspace.model(voiceOf).state.voice).toMatchObject({ interaction: id, status: "open" }));
  p.hear({ ...connected(), offer: claimed.offer });
  expect(p.text()).toContain("On the call");
  expect(p.popped).toEqual(["4821"]);
  p.hear(wrapUp());
  expect(p.hungUp).toHaveBeenCalledOnce();
  expect(p.text()).toContain("Talk time 2:24");
});

test("how well the two hear each other is a mark in the call's bar, and what is wrong stands in words beside it", async () => {
  const p = await open([ringing()]);
  const id = ringing().id;
  const claimed: Interaction = { ...ringing(), version: 5, state: "claimed", agent: anna, offer: { n: 1, claimed: true, tab: p.workspace.tab, declined: [] } };
  p.answers.set(`POST /v1/interactions/${id}/accept`, { interaction: claimed, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" });
  await p.click("Accept");
  await p.until(() => expect(p.workspace.model(voiceOf).state.voice?.status).toBe("open"));
  p.hear({ ...connected(), offer: claimed.offer });
  const mark = () => p.root.querySelector(".call-bar .signal")?.getAttribute("aria-label");
  expect(mark()).toBe("Sound: good");
  p.troubled("delay");
  expect([mark(), p.text()]).toEqual(["Sound: poor", expect.stringContaining("What is said arrives late.")]);
  p.troubled("lost");
  expect([mark(), p.text()]).toEqual(["Sound: lost", expect.stringContaining("The connection is lost and is being restored.")]);
  p.troubled();
  expect([mark(), p.text()]).toEqual(["Sound: good", expect.not.stringContaining("arrives late")]);
});

test("in a call the agent can be silent, let the customer hear music, and press keys", async () => {
  const p = await open([ringing()]);
  const { id } = ringing();
  const offer = { n: 1, claimed: true, tab: p.workspace.tab, declined: [] };
  p.answers.set(`POST /v1/interactions/${id}/accept`, { interaction: { ...ringing(), version: 5, state: "claimed", agent: anna, offer }, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" });
  await p.click("Accept");
  await p.until(() => expect(p.workspace.model(voiceOf).state.voice?.status).toBe("open"));
  const control = (name: string) => [...p.root.querySelectorAll("button")].find((b) => b.textContent === name);
  const pressed = (name: string) => control(name)?.getAttribute("aria-pressed");
  // There is nobody yet; what stands below does not move when somebody is.
  expect(["Mute", "Hold", "Keypad"].map((name) => control(name)?.getAttribute("aria-disabled"))).toEqual(["false", "true", "true"]);
  await p.click("Hold");
  expect(p.requests.at(-1)?.route).toBe(`POST /v1/interactions/${id}/accept`);
  p.hear({ ...connected(), version: 6, offer });

  await p.click("Mute");
  expect([pressed("Mute"), p.mute.mock.lastCall]).toEqual(["true", [true]]);
  await p.click("Mute");
  expect([pressed("Mute"), p.mute.mock.lastCall]).toEqual(["false", [false]]);

  const held = { ...connected(), version: 7, offer, call: { ...connected().call!, on_hold: { since: new Date().toISOString(), by: anna } } };
  p.answers.set(`POST /v1/interactions/${id}/hold`, held);
  await p.click("Hold");
  await p.until(() => expect([pressed("Hold"), p.text()]).toEqual(["true", expect.stringContaining("On hold 0:0")]));
  p.answers.set(`POST /v1/interactions/${id}/resume`, { ...connected(), version: 8, offer });
  await p.click("Hold");
  await p.until(() => expect([pressed("Hold"), p.text()]).toEqual(["false", expect.stringContaining("On the call")]));
  expect(p.requests.map((r) => r.route).slice(-2)).toEqual([`POST /v1/interactions/${id}/hold`, `POST /v1/interactions/${id}/resume`]);

  await p.click("Keypad");
  await p.click("5");
  const pad = p.root.querySelector(".keypad")!;
  await act(() => void pad.dispatchEvent(new KeyboardEvent("keydown", { key: "#", bubbles: true, cancelable: true })));
  await p.until(() => expect([p.press.mock.calls, pad.querySelector("output")?.textContent]).toEqual([[["5"], ["#"]], "5#"]));
});

test("a recorded call says so all the time; it is paused when the server says so, and not before", async () => {
  const p = await open([]);
  const call = { ...connected(), offer: { n: 1, claimed: true, tab: p.workspace.tab, declined: [] } };
  const at = `POST /v1/interactions/${call.id}/recording`;
  const mark = () => p.root.querySelector(".recording-mark")?.textContent?.trim();
  p.hear(call);
  expect(mark()).toBeUndefined();
  p.hear({ ...call, version: 10, call: { ...call.call!, recording: {} } });
  await p.until(() => expect(mark()).toBe("Recorded"));
  p.answers.set(`${at}/pause`, new Response(JSON.stringify({ code: "recording_goes_on", message: "The recording could not be paused, and may go on. Try again.", request_id: "r" }), { status: 502 }));
  await p.click("Pause recording");
  await p.until(() => expect([mark(), p.text()]).toEqual(["Recorded", expect.stringContaining("could not be paused, and may go on")]));
  p.answers.set(`${at}/pause`, { ...call, version: 11, call: { ...call.call!, recording: { paused_at: new Date().toISOString(), paused_by: anna } } });
  await p.click("Pause recording");
  await p.until(() => expect(mark()).toBe("Recording paused"));
  p.answers.set(`${at}/resume`, { ...call, version: 12, call: { ...call.call!, recording: {} } });
  await p.click("Resume recording");
  await p.until(() => expect(mark()).toBe("Recorded"));
  p.hear({ ...call, version: 13 });
  await p.until(() => expect(mark()).toBeUndefined());
});

test("the ticket that is open already is not opened again", async () => {
  const p = await open([], "4821");
  p.hear({ ...connected(), offer: { n: 1, claimed: true, tab: p.workspace.tab, declined: [] } });
  expect(p.popped).toEqual([]);
});

test("a call that somebody else answers goes away with a word", async () => {
  const p = await open([ringing()]);
  p.hear({ ...connected(), agent: { id: "9", name: "Ben Osei" } });
  expect(p.text()).toContain("Ben Osei answered Maya Lindqvist.");
  expect(p.answeredElsewhere).toHaveBeenCalledOnce();
  expect(p.root.querySelector(".ringing")).toBeNull();
});

test("the page around hears of a call answered elsewhere only when nothing else rings, and not of one answered here", async () => {
  const p = await open([ringing(), { ...ringing(), id: "01other" }]);
  p.hear({ ...connected(), agent: { id: "9", name: "Ben Osei" } });
  expect(p.answeredElsewhere).not.toHaveBeenCalled();
  p.hear({ ...connected(), id: "01other", offer: { n: 1, claimed: true, tab: p.workspace.tab, declined: [] } });
  expect(p.answeredElsewhere).not.toHaveBeenCalled();
});

test("an older version of an interaction changes nothing", async () => {
  const p = await open([connected()]);
  p.hear(ringing());
  expect(p.workspace.state.interactions.get(ringing().id)?.state).toBe("connected");
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
  expect(buttons).toEqual(["#4821 Lamp arrived broken pending · Maya Lindqvist", "#4630 Where is my chair? open · Maya Lund", "New ticket for Maya Lindqvist", "New ticket for Maya Lund", "Use"]);
  p.answers.set(`POST /v1/interactions/${unclear().id}/ticket`, { ...connected(), version: 20 });
  await p.click("New ticket for Maya Lund");
  expect(p.requests.at(-1)?.body).toEqual({ new: true, requester: "992" });
  await p.until(() => expect(p.text()).toContain("Why this ticket?"));
});

test("what is held says why and since when, shows its exact text, and can be retried", async () => {
  const p = await open([held()]);
  await act(() => p.workspace.open(held().id));
  expect(p.text()).toMatch(/Needs you since [0-9:]+: Ticket 4821 is closed/);
  const key = "01jd8m2x7k-note-1";
  p.answers.set(`GET /v1/interactions/${held().id}/writes/${key}`, preview(held(), key));
  await p.click("See what will be written");
  await p.until(() => expect(p.root.querySelector(".preview pre")?.textContent).toBe("Note by Anna Berg, 2026-03-12 10:04 UTC:\nFoot of the lamp is cracked. Wants a replacement before Friday."));
  p.answers.set(`POST /v1/interactions/${held().id}/retry`, { ...held(), version: 16 });
  await p.click("Retry");
  expect(p.requests.at(-1)?.body).toEqual({ key });
});

test("what is held can be sent to another ticket, and what that means is said first", async () => {
  const p = await open([held()]);
  await act(() => p.workspace.open(held().id));
  await p.click("Send to another ticket");
  expect(p.root.querySelector(".choice")?.textContent).toContain("Everything this contact wrote goes to the ticket you choose, also what stands on ticket #4821 already; a pointer stays there.");
  expect(document.activeElement).toBe(p.root.querySelector(".choice input"));
  p.answers.set(`POST /v1/interactions/${held().id}/ticket`, moved());
  await p.click("#4788 Invoice address open · Maya Lindqvist");
  expect(p.requests.at(-1)?.body).toEqual({ ticket: "4788" });
  await p.until(() => expect(p.text()).toContain("Pointer on the ticket it was moved from"));
  expect(p.text()).toContain("Not written: Said twice; the wrap-up has it");
  expect(p.root.querySelector(".choice")).toBeNull();
});

test("what is held can be dropped, with a reason", async () => {
  const p = await open([held()]);
  await act(() => p.workspace.open(held().id));
  await p.click("Drop");
  const box = p.root.querySelector<HTMLInputElement>(".drop input")!;
  expect(document.activeElement).toBe(box);
  await act(() => {
    box.value = "Said twice.";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const dropped = { ...held(), version: 16, items: held().items.map((it) => (it.kind === "note" ? { ...it, delivery: { state: "dropped" as const, since: it.at, reason: "Said twice." } } : it)) };
  p.answers.set(`POST /v1/interactions/${held().id}/writes/01jd8m2x7k-note-1/drop`, dropped);
  await p.click("Drop it");
  expect(p.requests.at(-1)?.body).toEqual({ reason: "Said twice." });
  await p.until(() => expect(p.text()).toContain("Not written: Said twice"));
  expect(p.root.querySelector(".held-actions")).toBeNull();
});

test("a file that is not kept here any more is looked for in the ticket, not fetched", async () => {
  const gone = { ...held().items[0]!, key: "gone-1", kind: "file" as const, file: { id: "f-gone", name: "lamp.jpg", content_type: "image/jpeg", size: 5, removed_at: "2026-02-01T10:00:00Z" }, delivery: { state: "landed" as const, since: "2026-01-01T10:00:00Z" } };
  const p = await open([{ ...held(), items: [gone], ticket: { state: "chosen", id: "4711", number: "#4711", url: "https://acme.zendesk.com/agent/tickets/4711" } }]);
  await act(() => p.workspace.open(held().id));
  expect(p.text()).toMatch(/Removed here \(.+\); the ticket has it\./);
  expect(p.root.querySelector(".photos")).toBeNull();
  await act(() => p.root.querySelector<HTMLAnchorElement>(".item .ticket-link")!.click());
  expect(p.popped).toEqual(["4711"]);
  expect(p.requests.some((r) => r.route.includes("/files/"))).toBe(false);
});

test("a wrap-up that cannot be stored says so, is sent again, and stays until it is saved", async () => {
  const p = await open([wrapUp()]);
  const route = `POST /v1/interactions/${wrapUp().id}/wrap-up`;
  p.answers.set(route, new Response(JSON.stringify({ code: "busy", message: "Deskside is busy; nothing was saved. Try again.", request_id: "r" }), { status: 503 }));
  const how = p.root.querySelector<HTMLSelectElement>(".wrap-up select")!;
  await act(() => {
    how.value = "Solved";
    how.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await p.click("Save");
  await p.until(() => expect(p.root.querySelector(".wrap-up")?.textContent).toContain("Not saved yet — Deskside cannot store it right now; trying again"));
  expect(p.workspace.unsaved).toBe(true);
  await p.click("Back"); // the agent goes on with other work
  expect(p.root.querySelector(".words")?.textContent).toContain("The closing note about Maya Lindqvist: Not saved yet");
  p.answers.set(route, { ...wrapUp(), version: 30, state: "closed", wrap_up: { disposition: "Solved" } });
  await p.until(() => expect(p.text()).toContain("Saved. It is on its way to the ticket."));
  expect(p.requests.filter((r) => r.route === route).map((r) => r.body)).toEqual([{ disposition: "Solved" }, { disposition: "Solved" }]);
  expect(p.workspace.unsaved).toBe(false);
});

test("the wrap-up counts its time, and says what has been written where", async () => {
  const p = await open([wrapUp()]);
  const form = p.root.querySelector(".wrap-up")!;
  expect(form.querySelector("[role=timer]")?.textContent?.trim()).toMatch(/^0:0[3-9]$/);
  expect(form.querySelector(".written")?.textContent).toBe("3 items are on #48211 on its way");
  p.hear({ ...wrapUp(), version: 30, items: held().items });
  expect(form.querySelector(".written")?.textContent).toBe("2 items are on #48211 needs you");
});

test("who rings is shown with the contacts they had before", async () => {
  const before = { ...held(), id: "01jd8m2x7k3q9v5t4w6y8z3abc", started_at: "2026-01-02T10:00:00Z", issue_path: ["Delivery", "Late"], wrap_up: { disposition: "Refund" } };
  const stranger = { ...before, id: "01jd8m2x7k3q9v5t4w6y8z4abc", customer: { name: "Maya Lindqvist", verified: false }, call: undefined, ticket: { state: "searching" as const }, issue_path: ["Not hers"] };
  const p = await open([before, stranger]);
  p.hear(ringing());
  const earlier = p.root.querySelector(".ring-card .earlier")?.textContent;
  expect(earlier).toMatch(/^Last contacts.*Delivery › LateRefund$/);
  expect(p.requests.map((r) => r.route)).toContain("GET /v1/interactions");
});

test("a choice of presence goes to the server, and what it answers is shown", async () => {
  const p = await open([]);
  p.answers.set("PUT /v1/me/status", { status: { state: "away", chosen: "away", reason: "lunch", since: "2026-03-12T10:00:00Z" }, missed: [] });
  await act(() => p.root.querySelector<HTMLElement>(".status-button")!.click());
  await p.click("Away · Lunch");
  expect(p.requests.at(-1)).toEqual({ route: "PUT /v1/me/status", body: { status: "away", reason: "lunch" } });
  await p.until(() => expect(p.root.querySelector(".presence")?.textContent).toBe("Away · Lunch"));
  expect(p.text()).toContain("You are away — calls ring elsewhere");
});

test("an answer that the server has overtaken by what it told does not say what an agent is", async () => {
  const p = await open([]);
  const is = (state: "away" | "available" | "unreachable"): MeState => ({ status: { state, chosen: "available", since: "2026-03-12T10:00:00Z" }, missed: [] });
  const shown = () => p.root.querySelector(".presence")?.textContent;
  let answer: (m: MeState) => void = () => undefined;
  p.answers.set("PUT /v1/me/status", new Promise((resolve) => (answer = resolve)));
  await act(() => p.root.querySelector<HTMLElement>(".status-button")!.click());
  await p.click("Away · Lunch");
  await p.tell(is("available"));
  await act(() => answer(is("away")));
  expect(shown()).toBe("Ready");

  // Nor is it asked after a break: every socket begins with it.
  const asked = p.requests.length;
  await p.live("reconnecting");
  await p.live("live");
  await p.tell(is("unreachable"));
  await p.tell(is("available"));
  expect(p.requests.slice(asked).map((r) => r.route)).not.toContain("GET /v1/me");
  await p.until(() => expect(shown()).toBe("Ready"));
});

test("a ticket's number is written as the CRM writes it", async () => {
  const zendesk = { ...held(), items: [] };
  const salesforce = { ...zendesk, id: "01jd8m2x7k3q9v5t4w6y8z2abc", ticket: { ...zendesk.ticket, id: "500A", number: "00001026" } };
  const p = await open([zendesk, salesforce]);
  expect([...p.root.querySelectorAll(".row-side")].map((e) => e.textContent?.replace(/^.*\d\d:\d\d/, ""))).toEqual(["00001026", "#4821"]);
});


test("a draft survives what happens around it", async () => {
  const p = await open([connected()]);
  const box = () => p.root.querySelector<HTMLTextAreaElement>(".note textarea")!;
  await act(() => {
    box().value = "half a sen";
    box().dispatchEvent(new Event("input", { bubbles: true }));
  });
  p.hear({ ...wrapUp(), version: 20 });
  await act(() => p.workspace.open(undefined));
  await act(() => p.workspace.open(connected().id));
  expect(box().value).toBe("half a sen");
  expect(p.workspace.unsaved).toBe(true);
});

test("a call is passed on to who is there, with a sentence, and can be taken back", async () => {
  const p = await open([ringing()]);
  const { id } = ringing();
  const offer = { n: 1, claimed: true, tab: p.workspace.tab, declined: [] };
  p.answers.set(`POST /v1/interactions/${id}/accept`, { interaction: { ...ringing(), version: 5, state: "claimed", agent: anna, offer }, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" });
  await p.click("Accept");
  await p.until(() => expect(p.workspace.model(voiceOf).state.voice?.status).toBe("open"));
  p.hear({ ...connected(), version: 6, offer });
  const ben = { id: "support/18", name: "Ben" };
  p.answers.set("GET /v1/colleagues", {
    agents: [{ agent: ben, state: "available", since: "2026-01-01T00:00:00Z" }, { agent: { id: "support/19", name: "Cy" }, state: "busy", since: "2026-01-01T00:00:00Z" }],
    queues: [{ name: "returns", open: false, anybody: true }, { name: "orders", open: true, anybody: true }],
  });
  await p.click("Transfer");
  const options = () => [...p.root.querySelectorAll<HTMLOptionElement>("#transfer-to option")].map((o) => (o.disabled ? "-" : "") + o.textContent);
  await p.until(() => expect(options()).toEqual(["Choose…", "Ben (available)", "-Cy (on a call)", "-returns (closed)", "orders"]));
  const type = (selector: string, value: string, event: string) =>
    act(() => {
      const e = p.root.querySelector<HTMLInputElement>(selector)!;
      e.value = value;
      e.dispatchEvent(new Event(event, { bubbles: true }));
    });
  await type("#transfer-to", "agent:support/18", "change");
  await type("#transfer-note", " Has the receipt. ", "input");
  const transfer = { offer: 2, from: anna, to: { agent: ben }, note: "Has the receipt.", since: new Date().toISOString(), until: "2030-01-01T00:00:00Z" };
  const on = { ...connected(), version: 7, offer: { n: 2, claimed: false, declined: [], rule: "one" as const, agent: ben.id }, transfer };
  p.answers.set(`POST /v1/interactions/${id}/transfer`, on);
  await p.click("Pass on");
  await p.until(() => expect(p.text()).toContain("Transferring to Ben… The customer hears music."));
  expect(p.requests.find((r) => r.route.endsWith("/transfer"))?.body).toEqual({ to: { agent: "support/18" }, note: "Has the receipt." });

  p.answers.set(`DELETE /v1/interactions/${id}/transfer`, { ...on, version: 8, transfer: { ...transfer, ended_at: "2026-01-01T00:00:00Z", outcome: "taken_back" } });
  await p.click("Take back");
  await p.until(() => expect(p.text()).not.toContain("Transferring"));
  p.hear({ ...on, version: 9, transfer: { ...transfer, offer: 3 } });
  p.hear({ ...on, version: 10, transfer: { ...transfer, offer: 3, ended_at: "2026-01-01T00:00:00Z", outcome: "declined", by: ben } });
  expect(p.text()).toContain("Ben declined. The customer is with you again.");
  expect(p.hungUp).not.toHaveBeenCalled();

  p.hear({ ...on, version: 11, transfer: { ...transfer, offer: 4 } });
  p.hear({ ...on, version: 12, agent: ben, transfer: { ...transfer, offer: 4, ended_at: "2026-01-01T00:00:00Z", outcome: "accepted", by: ben } });
  await p.until(() => expect(p.hungUp).toHaveBeenCalled());
  expect([p.text(), p.workspace.state.opened]).toEqual([expect.stringContaining("Ben has Maya Lindqvist on the line now."), undefined]);
});

/** An agent's own call with sound, of the mock's. */
async function talking() {
  const p = await open([ringing()]);
  const offer = { n: 1, claimed: true, tab: p.workspace.tab, declined: [] };
  p.answers.set(`POST /v1/interactions/${ringing().id}/accept`, { interaction: { ...ringing(), version: 5, state: "claimed", agent: anna, offer }, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" });
  await p.click("Accept");
  await p.until(() => expect(p.workspace.model(voiceOf).state.voice?.status).toBe("open"));
  return p;
}

test("a colleague is asked first: then all three talk, the call is handed over, or the customer is back", async () => {
  const p = await talking();
  const ben = { id: "support/18", name: "Ben" };
  const { id } = ringing();
  const call = { ...connected().call!, on_hold: { since: new Date().toISOString(), by: anna } };
  const transfer = { offer: 2, from: anna, to: { agent: ben }, warm: true, since: new Date().toISOString(), until: "2030-01-01T00:00:00Z" };
  const on: Interaction = { ...connected(), call, version: 7, offer: { n: 2, claimed: false, declined: [], rule: "one", agent: ben.id }, transfer };
  p.hear({ ...connected(), version: 6 });
  p.answers.set("GET /v1/colleagues", { agents: [{ agent: ben, state: "available", since: "2026-01-01T00:00:00Z" }], queues: [] });
  p.answers.set(`POST /v1/interactions/${id}/transfer`, on);
  await p.click("Transfer");
  await p.until(() => expect(p.root.querySelectorAll("#transfer-to option")).toHaveLength(2));
  await p.click("Talk to them first"); // whom?
  await act(() => {
    const to = p.root.querySelector<HTMLSelectElement>("#transfer-to")!;
    to.value = "agent:support/18";
    to.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await p.click("Talk to them first");
  await p.until(() => expect(p.text()).toContain("Asking Ben… The customer hears music."));
  expect(p.requests.filter((r) => r.route.endsWith("/transfer")).map((r) => r.body)).toEqual([{ to: { agent: "support/18" }, warm: true }]);

  const two: Interaction = { ...on, version: 8, transfer: { ...transfer, receiver: ben, consults_at: new Date().toISOString() } };
  p.hear(two);
  expect(p.text()).toContain("You talk with Ben. The customer hears music.");
  expect(p.text()).not.toContain("Take back");
  p.answers.set(`POST /v1/interactions/${id}/resume`, { ...two, version: 9, call: connected().call });
  const idle = () => p.until(() => expect(p.root.querySelector(".consult [aria-disabled=true]")).toBeNull()); // one deed at a time
  await p.click("All three");
  await p.until(() => expect(p.text()).toContain("All three talk: you, Ben and the customer."));
  p.answers.set(`POST /v1/interactions/${id}/hold`, { ...two, version: 10 });
  await idle();
  await p.click("Customer on hold");
  await p.until(() => expect(p.text()).toContain("You talk with Ben."));
  p.answers.set(`DELETE /v1/interactions/${id}/transfer`, { ...connected(), version: 11, transfer: { ...two.transfer!, receiver: undefined, ended_at: "2026-01-01T00:00:00Z", outcome: "taken_back" } });
  await idle();
  await p.click("Back to the customer");
  await p.until(() => expect(p.root.querySelector(".consult")).toBeNull());
  expect(p.hungUp).not.toHaveBeenCalled();

  const again: Interaction = { ...two, version: 12, transfer: { ...two.transfer!, offer: 3 } };
  p.hear(again);
  p.hear({ ...connected(), version: 13, transfer: { ...again.transfer!, receiver: undefined, ended_at: "2026-01-01T00:00:00Z", outcome: "left", by: ben } });
  expect(p.text()).toContain("Ben has left. The customer is with you again.");

  const last: Interaction = { ...two, version: 14, transfer: { ...two.transfer!, offer: 4 } };
  p.hear(last);
  p.answers.set(`POST /v1/interactions/${id}/transfer/complete`, { ...connected(), version: 15, agent: ben, transfer: { ...last.transfer!, receiver: undefined, ended_at: "2026-01-01T00:00:00Z", outcome: "accepted", by: ben } });
  await p.click("Hand over now");
  await p.until(() => expect(p.hungUp).toHaveBeenCalled());
  expect([p.text(), p.workspace.state.opened]).toEqual([expect.stringContaining("Ben has Maya Lindqvist on the line now."), undefined]);
});

test("who is consulted sees the call, can mute and hang up, and has it when it is handed over", async () => {
  const ben = { id: "support/18", name: "Ben" };
  const call = { ...connected().call!, on_hold: { since: new Date().toISOString(), by: ben } };
  const transfer = { offer: 2, from: ben, to: { agent: anna }, warm: true, note: "They want their money back.", since: new Date().toISOString(), until: "2030-01-01T00:00:00Z" };
  const asked: Interaction = { ...connected(), call, version: 7, agent: ben, offer: { n: 2, claimed: false, declined: [], rule: "one", agent: anna.id }, transfer };
  const p = await open([]);
  p.hear(asked);
  await p.until(() => expect(p.root.querySelector(".ring-card .brief")?.textContent).toBe("Ben wants to talk with you about this call.They want their money back."));
  const taken: Interaction = { ...asked, version: 8, offer: { n: 2, claimed: true, tab: p.workspace.tab, declined: [] }, transfer: { ...transfer, receiver: anna } };
  p.answers.set(`POST /v1/interactions/${asked.id}/accept`, { interaction: taken, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" });
  await p.click("Accept");
  await p.until(() => expect(p.workspace.model(voiceOf).state.voice?.status).toBe("open"));
  expect([...p.root.querySelectorAll(".call-bar button")]).toEqual([]); // nothing is theirs to end yet
  const two: Interaction = { ...taken, version: 9, transfer: { ...taken.transfer!, consults_at: new Date().toISOString() } };
  p.hear(two);
  const bar = () => [...p.root.querySelectorAll<HTMLElement>(".call-bar button")].map((b) => (b.getAttribute("aria-disabled") === "true" ? "-" : "") + b.textContent!.trim());
  expect(bar()).toEqual(["Hang up", "Mute", "-Hold", "Keypad"]);
  expect(p.root.querySelector(".consult")?.textContent).toContain("Ben asks you. The customer hears music.");
  expect(p.root.querySelector(".brief")?.textContent).toContain("They want their money back.");
  await p.click("Mute");
  expect(p.mute).toHaveBeenCalledWith(true);
  p.hear({ ...two, version: 10, call: { ...connected().call!, recording: {} } });
  expect([p.root.querySelector(".recording")?.textContent?.trim(), bar()]).toEqual(["Recorded", ["Hang up", "Mute", "-Hold", "Keypad"]]); // to pause it is the sender's
  expect(p.root.querySelector(".consult")?.textContent).toContain("All three talk: you, Ben and the customer.");

  p.hear({ ...connected(), version: 11, agent: anna, transfer: { ...two.transfer!, receiver: undefined, ended_at: "2026-01-01T00:00:00Z", outcome: "accepted", by: anna } });
  expect([p.text(), p.hungUp.mock.calls.length]).toEqual([expect.stringContaining("Maya Lindqvist is on the line with you now."), 0]);
  expect(bar()).toEqual(["Hang up", "Mute", "Hold", "Keypad", "Transfer"]);
});

test("who is consulted and does not get the call has nothing to wrap up: their own hang-up ends their line alone", async () => {
  const ben = { id: "support/18", name: "Ben" };
  const transfer = { offer: 2, from: ben, to: { agent: anna }, warm: true, since: new Date().toISOString(), until: "2030-01-01T00:00:00Z", receiver: anna };
  const p = await open([]);
  const taken: Interaction = { ...connected(), version: 8, agent: ben, offer: { n: 2, claimed: true, tab: p.workspace.tab, declined: [] }, transfer };
  await act(() => p.workspace.begin({ interaction: taken, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" }));
  await p.until(() => expect(p.workspace.model(voiceOf).state.voice?.status).toBe("open"));
  p.hear({ ...taken, version: 9, transfer: { ...transfer, consults_at: new Date().toISOString() } });
  p.answers.set(`POST /v1/interactions/${taken.id}/hangup`, { ...taken, version: 10, transfer: { ...transfer, receiver: undefined, consults_at: new Date().toISOString(), ended_at: "2026-01-01T00:00:00Z", outcome: "left", by: anna } });
  await p.click("Hang up");
  await p.until(() => expect(p.hungUp).toHaveBeenCalled());
  expect([p.workspace.state.opened, p.root.querySelector(".call-bar")]).toEqual([undefined, null]);
  p.hear({ ...wrapUp(), id: taken.id, version: 11, agent: ben });
  expect(p.text()).not.toContain("Save and finish");
});

test("who is to get a call reads the sender's sentence before accepting, and it rings no more when it is taken back", async () => {
  const ben = { id: "support/18", name: "Ben" };
  const transfer = { offer: 2, from: ben, to: { agent: anna }, note: "Has the receipt.", since: new Date().toISOString(), until: "2030-01-01T00:00:00Z" };
  const passed: Interaction = { ...connected(), version: 7, agent: ben, offer: { n: 2, claimed: false, declined: [], rule: "one", agent: anna.id }, transfer };
  const p = await open([]);
  p.hear(passed);
  await p.until(() => expect([...p.root.querySelectorAll(".ring-card .brief")].map((b) => b.textContent)).toEqual(["Ben passes this call on to you.Has the receipt."]));
  p.hear({ ...passed, version: 8, transfer: { ...transfer, ended_at: "2026-01-01T00:00:00Z", outcome: "taken_back" } });
  expect(p.root.querySelector(".ring-card")).toBeNull();
  expect(p.text()).toContain("Ben has taken the call of Maya Lindqvist back.");

  p.hear({ ...passed, version: 9, offer: { ...passed.offer!, n: 3 }, transfer: { ...transfer, offer: 3 } });
  const taken = { ...passed, version: 10, offer: { n: 3, claimed: true, tab: p.workspace.tab, declined: [] }, transfer: { ...transfer, offer: 3, receiver: anna } };
  p.answers.set(`POST /v1/interactions/${passed.id}/accept`, { interaction: taken, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" });
  await p.click("Accept");
  await p.until(() => expect(p.workspace.model(voiceOf).state.voice?.status).toBe("open"));
  expect(p.text()).toContain("Connecting…");
  p.hear({ ...taken, version: 11, agent: anna, transfer: { ...transfer, offer: 3, ended_at: "2026-01-01T00:00:00Z", outcome: "accepted", by: anna } });
  expect([p.text(), p.hungUp.mock.calls.length]).toEqual([expect.stringContaining("On the call"), 0]);
  expect(p.root.querySelector(".brief")?.textContent).toContain("Has the receipt.");
});
