import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Dial, HostContext } from "../hosts/host";
import { openCTI } from "../hosts/opencti";
import { salesforce } from "../hosts/salesforce";
import { standalone } from "../hosts/standalone";

type Posted = Record<string, unknown>;

/** The window around the widget's frame, played by the test. */
function parentWindow(answer: (m: Posted, target: string) => void = () => undefined) {
  const posted: Posted[] = [];
  const parent = {
    postMessage(raw: unknown, target: string) {
      const m = (typeof raw === "string" ? JSON.parse(raw) : raw) as Posted;
      posted.push(m);
      answer(m, target);
    },
  };
  Object.defineProperty(window, "parent", { value: parent, configurable: true });
  return { posted, parent: parent as unknown as Window };
}

function tell(data: unknown, origin: string, source: Window = window.parent, page: EventTarget = window): void {
  page.dispatchEvent(new MessageEvent("message", { data, origin, source: source as unknown as MessageEventSource }));
}

function at(address: string): void {
  (window as unknown as { happyDOM: { setURL(u: string): void } }).happyDOM.setURL(address);
}

afterEach(() => {
  Object.defineProperty(window, "parent", { value: window, configurable: true });
  vi.resetModules();
});

describe("Zendesk", () => {
  const origin = "http://127.0.0.1:8090";
  /** Answers as Zendesk's page does. */
  function desk(location: string, context: Posted = {}, more: Posted = {}, silent: (m: Posted) => boolean = () => false) {
    const asked: Posted[] = [];
    const w = parentWindow((m, target) => {
      expect(target).toBe(origin);
      if (silent(m)) return;
      const reply = (r: object) => queueMicrotask(() => tell(JSON.stringify(r), origin));
      if (m["key"] === "iframe.handshake") {
        reply({ key: "zaf.app.registered", message: { metadata: { appId: 1 }, context: { product: "support", location, ...context } } });
      } else if (m["request"] === "get") {
        const path = (m["params"] as string[])[0]!;
        const values: Record<string, unknown> = {
          currentUser: { id: 7001, name: "Anna Berg" },
          ...more,
          instances: { bar: { location: "top_bar", instanceGuid: "bar" }, side: { location: "ticket_sidebar" }, back: { location: "background" } },
        };
        reply({ id: m["id"], result: { [path]: values[path], errors: {} } });
      } else if (m["request"] === "invoke") {
        asked.push(m["params"] as Posted);
        reply({ id: m["id"], result: { errors: {} } });
      }
    });
    at(`http://127.0.0.1:8080/widget/zendesk/${location}?origin=${encodeURIComponent(origin)}&app_guid=guid-1`);
    return { ...w, asked };
  }
  const open = async (location: string) => (await import("../hosts/zendesk")).zendesk(location);
  const seen = (posted: Posted[], key: string) => vi.waitFor(() => {
    const m = posted.find((p) => p["key"] === key);
    if (m === undefined) throw new Error(key + " was not posted");
    return m;
  });

  test("handshake, user and ticket", async () => {
    const { posted } = desk("top_bar", { ticketId: 4821 });
    const host = await open("top_bar");
    expect(posted[0]).toMatchObject({ key: "iframe.handshake", appGuid: "guid-1" });
    await vi.waitFor(async () => expect(await host.context()).toEqual({ user: { id: "7001", name: "Anna Berg" }, record: "4821", scheme: "light" }));
  });

  test.each([[undefined, "light"], ["dark", "dark"]])("a Zendesk that says of its colours %s is %s, whatever the system is", async (said, scheme) => {
    desk("top_bar", {}, { colorScheme: said });
    const host = await open("top_bar");
    await vi.waitFor(async () => expect((await host.context()).scheme).toBe(scheme));
    tell(JSON.stringify({ key: "zaf.colorScheme.changed", message: "dark" }), origin);
    await vi.waitFor(async () => expect((await host.context()).scheme).toBe("dark"));
  });

  test("the ticket that a sidebar names, and a clicked number, arrive in the top bar", async () => {
    desk("top_bar");
    const host = await open("top_bar");
    const contexts: HostContext[] = [];
    const dials: Dial[] = [];
    host.onContextChange((c) => contexts.push(c));
    host.onDial((d) => dials.push(d));
    tell(JSON.stringify({ key: "zaf.deskside.ticket", message: { ticketId: "77" } }), origin);
    tell(JSON.stringify({ key: "zaf.deskside.ticket", message: { left: "76" } }), origin); // late: not from where we are
    tell(JSON.stringify({ key: "zaf.cti.dial", message: { number: "+14155550147", ticketId: 77 } }), origin);
    expect(contexts.map((c) => c.record)).toEqual(["77"]);
    tell(JSON.stringify({ key: "zaf.deskside.ticket", message: { left: "77" } }), origin);
    expect(contexts.map((c) => c.record)).toEqual(["77", undefined]);
    expect(dials).toEqual([{ number: "+14155550147", record: "77" }]);
  });

  test("a click that is heard twice is one call, and a second click later is another", async () => {
    const time = vi.spyOn(performance, "now").mockReturnValue(1_000);
    desk("top_bar");
    const host = await open("top_bar");
    const dials: Dial[] = [];
    host.onDial((d) => dials.push(d));
    const hear = (event: string, message: object) => tell(JSON.stringify({ key: "zaf." + event, message }), origin);
    hear("voice.dialout", { number: "+14155550147", ticketId: 77 }); // Zendesk tells the top bar itself …
    time.mockReturnValue(1_400);
    hear("cti.dial", { number: "+14155550147" }); // … and the background passes it on
    hear("cti.dial", { number: "+14155550199", ticketId: 77 });
    time.mockReturnValue(9_000);
    hear("voice.dialout", { number: "+14155550147", ticketId: 77 });
    expect(dials.map((d) => d.number)).toEqual(["+14155550147", "+14155550199", "+14155550147"]);
    expect(dials[0]?.record).toBe("77");
  });

  test("a sidebar places no calls", async () => {
    desk("ticket_sidebar", { ticketId: 77 });
    const host = await open("ticket_sidebar");
    const dials: Dial[] = [];
    host.onDial((d) => dials.push(d));
    tell(JSON.stringify({ key: "zaf.voice.dialout", message: { number: "+14155550147" } }), origin);
    expect(dials).toEqual([]);
  });

  test("messages of a strange origin or window change nothing", async () => {
    desk("top_bar");
    const host = await open("top_bar");
    const contexts: HostContext[] = [];
    host.onContextChange((c) => contexts.push(c));
    tell(JSON.stringify({ key: "zaf.deskside.ticket", message: { ticketId: "77" } }), "https://evil.example.com");
    tell(JSON.stringify({ key: "zaf.deskside.ticket", message: { ticketId: "77" } }), origin, {} as Window);
    expect(contexts).toEqual([]);
  });

  test("a ticket is opened by its number, and attention opens the pane", async () => {
    const { asked } = desk("top_bar");
    const host = await open("top_bar");
    host.pop({ id: "4821" });
    host.attention(true);
    await vi.waitFor(() => expect(asked).toEqual([{ resize: [{ width: "380px", height: "640px" }] }, { routeTo: ["ticket", 4821] }, { popover: ["show"] }]));
  });

  test("a pane that a ring has opened closes when another window answers; one that the agent has opened or touched stays", async () => {
    const { asked } = desk("top_bar");
    const host = await open("top_bar");
    const zendesk = (event: string) => tell(JSON.stringify({ key: "zaf." + event, message: {} }), origin);
    const panes = () => asked.flatMap((a) => a["popover"] ?? []);

    host.attention(true);
    host.answeredElsewhere?.();
    await vi.waitFor(() => expect(panes()).toEqual(["show", "hide"]));

    host.attention(true);
    window.dispatchEvent(new Event("mousedown"));
    host.answeredElsewhere?.(); // touched since
    zendesk("pane.deactivated");
    zendesk("pane.activated");
    host.attention(true);
    host.answeredElsewhere?.(); // open before
    zendesk("pane.deactivated");
    host.answeredElsewhere?.(); // closed by the agent
    host.attention(true);
    host.answeredElsewhere?.();
    await vi.waitFor(() => expect(panes()).toEqual(["show", "hide", "show", "show", "show", "hide"]));
  });

  test("a sidebar tells the top bar which ticket is open", async () => {
    const { posted } = desk("ticket_sidebar", { ticketId: 4821 });
    await open("ticket_sidebar");
    expect(await seen(posted, "iframe.trigger:deskside.ticket")).toMatchObject({ instanceGuid: "bar", message: { ticketId: "4821" } });
  });

  test("the background passes clicked numbers on, and opens the pane", async () => {
    const { posted, asked } = desk("background");
    await open("background");
    tell(JSON.stringify({ key: "zaf.voice.dialout", message: { number: "+14155550147" } }), origin);
    expect(await seen(posted, "iframe.trigger:cti.dial")).toMatchObject({ instanceGuid: "bar", message: { number: "+14155550147" } });
    expect(asked).toEqual([{ preloadPane: [] }, { popover: ["show"] }]); // loaded at once, shown when needed
  });

  test("the top bar asks the sidebars which ticket is open", async () => {
    const { posted } = desk("top_bar");
    await open("top_bar");
    expect(await seen(posted, "iframe.trigger:deskside.which-ticket")).toMatchObject({ instanceGuid: "side" });
  });

  test("a click waits for a top bar that does not listen yet, and is one call however often it is told", async () => {
    const { posted } = desk("background");
    await open("background");
    tell(JSON.stringify({ key: "zaf.voice.dialout", message: { number: "+14155550147" } }), origin);
    const first = (await seen(posted, "iframe.trigger:cti.dial"))["message"] as Posted;
    const told = () => posted.filter((p) => p["key"] === "iframe.trigger:cti.dial").map((p) => p["message"]);
    tell(JSON.stringify({ key: "zaf.deskside.any-dials", message: {} }), origin);
    await vi.waitFor(() => expect(told()).toEqual([first, first]));
    tell(JSON.stringify({ key: "zaf.deskside.dial-heard", message: { click: first["click"] } }), origin);
    tell(JSON.stringify({ key: "zaf.deskside.any-dials", message: {} }), origin);
    tell(JSON.stringify({ key: "zaf.voice.dialout", message: { number: "+14155550199" } }), origin);
    await vi.waitFor(() => expect(told()).toHaveLength(3)); // the new click alone
    expect(told()[2]).toMatchObject({ number: "+14155550199" });
  });

  test("the top bar says which click it has heard, and takes it once", async () => {
    const { posted } = desk("top_bar");
    const host = await open("top_bar");
    const dials: Dial[] = [];
    host.onDial((d) => dials.push(d));
    expect(await seen(posted, "iframe.trigger:deskside.any-dials")).toMatchObject({ instanceGuid: "back" });
    const time = vi.spyOn(performance, "now");
    for (const at of [1_000, 50_000]) {
      time.mockReturnValue(at);
      tell(JSON.stringify({ key: "zaf.cti.dial", message: { number: "+14155550147", click: "click-1" } }), origin);
    }
    await vi.waitFor(() => expect(posted.filter((p) => p["key"] === "iframe.trigger:deskside.dial-heard")).toHaveLength(2));
    expect(dials).toHaveLength(1);
  });

  test("a sidebar that is closed says so while it still can", async () => {
    const { posted } = desk("ticket_sidebar", { ticketId: 4821 });
    await open("ticket_sidebar");
    await seen(posted, "iframe.trigger:deskside.ticket");
    tell(JSON.stringify({ key: "zaf.app.willDestroy", message: {} }), origin);
    expect(posted.at(-1)).toMatchObject({ key: "iframe.trigger:deskside.ticket", instanceGuid: "bar", message: { left: "4821" } });
  });

  test("Zendesk hears that the agent works, and not at every key", async () => {
    const time = vi.spyOn(performance, "now");
    const { posted } = desk("top_bar");
    const page = Object.assign(new EventTarget(), { location: window.location, parent: window.parent }) as unknown as Window;
    window.addEventListener("message", ({ data, source }) => tell(data, origin, source as Window, page));
    await (await import("../hosts/zendesk")).zendesk("top_bar", [origin], page);
    const told = () => posted.filter((p) => p["key"] === "session.live").length;
    expect(told()).toBe(0);
    for (const [at, sum] of [[100_000, 1], [101_000, 1], [129_000, 1], [131_000, 2]] as const) {
      time.mockReturnValue(at);
      page.dispatchEvent(new Event("keydown"));
      expect(told()).toBe(sum);
    }
  });

  const wordless = (answer: object) => {
    queueMicrotask(() => tell(JSON.stringify(answer), origin));
    return true;
  };
  const silence: [string, (m: Posted) => boolean, Posted][] = [
    ["to the handshake", (m) => m["key"] === "iframe.handshake", {}],
    ["to who is there", (m) => m["request"] === "get" && (m["params"] as string[])[0] === "currentUser", {}],
    ["with an answer that is none", () => false, { currentUser: null }],
    ["with a refusal that says nothing", (m) => m["request"] === "get" && (m["params"] as string[])[0] === "currentUser" && wordless({ id: m["id"], error: {} }), {}],
    ["with an error that is none", (m) => m["request"] === "get" && (m["params"] as string[])[0] === "currentUser" && wordless({ id: m["id"], result: { errors: { currentUser: null } } }), {}],
    ["with somebody who has no id", () => false, { currentUser: { name: "Anna Berg" } }],
  ];
  test.each(silence)("a Zendesk that is silent %s is asked again, and the agent reads why they wait", async (_, unheard, answers) => {
    vi.useFakeTimers();
    let silent = true;
    const more = { ...answers };
    desk("top_bar", { ticketId: 7 }, more, (m) => silent && unheard(m));
    const told: string[] = [];
    const opening = (await import("../hosts/zendesk")).zendesk("top_bar", [], window, (f) => told.push(f.code));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(told.length).toBeGreaterThan(1);
    expect(new Set(told)).toEqual(new Set(["host_silent"]));
    silent = false;
    more["currentUser"] = { id: 7001, name: "Anna Berg" };
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await (await opening).context()).toMatchObject({ user: { id: "7001", name: "Anna Berg" }, record: "7" });
    vi.useRealTimers();
  });

  test("a Zendesk that refuses is not asked for ever", async () => {
    desk("top_bar", {}, {}, (m) => {
      if (m["request"] !== "get") return false;
      queueMicrotask(() => tell(JSON.stringify({ id: m["id"], result: { errors: { currentUser: { message: "Not for this app." } } } }), origin));
      return true;
    });
    await expect(open("top_bar")).rejects.toThrow("Not for this app.");
  });

  test("outside Zendesk it says so", async () => {
    at("http://127.0.0.1:8080/widget/zendesk/top_bar");
    await expect(open("top_bar")).rejects.toThrow("from inside Zendesk");
  });

  test("a page that the server does not know, and an address without a guid, get nothing said", async () => {
    const { posted } = desk("top_bar");
    const zendesk = async (allowed: string[]) => (await import("../hosts/zendesk")).zendesk("top_bar", allowed);
    await expect(zendesk(["https://acme.zendesk.com"])).rejects.toThrow("from inside Zendesk");
    at(`http://127.0.0.1:8080/widget/zendesk/top_bar?origin=${encodeURIComponent(origin)}`);
    await expect(zendesk([origin])).rejects.toThrow("from inside Zendesk");
    at("http://127.0.0.1:8080/widget/zendesk/top_bar?app_guid=guid-1");
    await expect(zendesk([])).rejects.toThrow("from inside Zendesk");
    expect(posted).toEqual([]);
  });
});

describe("Salesforce", () => {
  const origin = "https://acme.lightning.force.com";
  const user = { id: "005000000000001AAA", name: "Anna" };
  let posted: Posted[];
  let page: Window; // one of its own for each test: a host listens for as long as its page lives
  beforeEach(() => {
    const w = parentWindow((_, target) => expect(target).toBe(origin));
    posted = w.posted;
    const location = new URL("http://127.0.0.1:8080/widget/salesforce?host_origin=" + encodeURIComponent(origin));
    page = Object.assign(new EventTarget(), { location, parent: w.parent, document: { title: "" } }) as unknown as Window;
  });
  const say = (data: unknown, from: string, source: Window = page.parent) => tell(data, from, source, page);

  test("ready, context, changes of record, dial", async () => {
    const host = salesforce([origin], page);
    expect(posted).toEqual([{ type: "deskside:ready" }]);
    const contexts: HostContext[] = [];
    const dials: Dial[] = [];
    host.onContextChange((c) => contexts.push(c));
    say({ type: "deskside:context", recordId: "500A", objectType: "Case", recordName: "00001", user }, origin);
    say({ type: "deskside:context", recordId: "003A", objectType: "Contact", recordName: "Maya", user }, origin);
    say({ type: "deskside:dial", number: "+1415", recordId: "500A" }, origin); // before anybody listens
    host.onDial((d) => dials.push(d));
    expect(contexts).toEqual([{ user, record: "500A" }, { user, record: undefined }]);
    expect(dials).toEqual([{ number: "+1415", record: "500A" }]);
  });

  test("a page that does not say who is there is told again that we are", async () => {
    const host = salesforce([origin], page);
    host.again?.();
    expect(posted).toEqual([{ type: "deskside:ready" }, { type: "deskside:ready" }]);
    say({ type: "deskside:context", user }, origin);
    expect((await host.context()).user).toEqual(user);
  });

  test("messages of a strange origin or window are ignored", () => {
    const host = salesforce([origin], page);
    const contexts: HostContext[] = [];
    host.onContextChange((c) => contexts.push(c));
    const message = { type: "deskside:context", recordId: "500A", objectType: "Case", user };
    say(message, "https://evil.example.com");
    say(message, origin + ".evil.example.com");
    say(message, origin, {} as Window);
    say("not an object", origin);
    say(null, origin);
    expect(contexts).toEqual([]);
  });

  test("pop, title and height go to the host", () => {
    const host = salesforce([origin], page);
    host.pop({ id: "500A" });
    host.setTitle("Ringing");
    host.setHeight(300);
    host.setHeight(300);
    expect(posted.slice(1)).toEqual([
      { type: "deskside:pop", recordId: "500A" },
      { type: "deskside:title", text: "Ringing" },
      { type: "deskside:height", px: 300 },
    ]);
  });

  test("a number clicked on another record than a Case is no call for that record", () => {
    const host = salesforce([origin], page);
    const dials: Dial[] = [];
    host.onDial((d) => dials.push(d));
    say({ type: "deskside:dial", number: "+1415", recordId: "003A" }, origin);
    expect(dials).toEqual([{ number: "+1415", record: undefined }]);
  });

  test("a ring is told once, and its end", () => {
    const host = salesforce([origin], page);
    for (const wanted of [false, true, true, false]) host.attention(wanted);
    expect(posted.slice(1)).toEqual([{ type: "deskside:attention", wanted: true }, { type: "deskside:attention", wanted: false }]);
  });

  test("the proof is asked for once somebody listens, and is that of its own nonce", async () => {
    const host = salesforce([origin], page);
    const proof = host.proof!("nonce-1");
    await Promise.resolve();
    expect(posted).toHaveLength(1); // ready, and no more
    say({ type: "deskside:context", user }, origin);
    await vi.waitFor(() => expect(posted[1]).toEqual({ type: "deskside:sign", nonce: "nonce-1" }));
    say({ type: "deskside:proof", nonce: "nonce-2", proof: "of.another.frame" }, origin);
    say({ type: "deskside:proof", nonce: "nonce-1", proof: "of.a.stranger" }, "https://evil.example.com");
    say({ type: "deskside:proof", nonce: "nonce-1" }, origin);
    say({ type: "deskside:proof", nonce: "nonce-1", proof: "a.b.c" }, origin);
    expect(await proof).toBe("a.b.c");
  });

  test("why there is no proof is told in Salesforce's words; silence ends", async () => {
    vi.useFakeTimers();
    const host = salesforce([origin], page);
    say({ type: "deskside:context", user }, origin);
    const refused = host.proof!("nonce-1");
    await vi.advanceTimersByTimeAsync(0);
    say({ type: "deskside:refused", nonce: "nonce-1", message: "You need the permission set." }, origin);
    await expect(refused).rejects.toThrow("You need the permission set.");
    const silent = expect(host.proof!("nonce-2")).rejects.toThrow("did not confirm who you are");
    await vi.advanceTimersByTimeAsync(20_000);
    await silent;
    vi.useRealTimers();
  });

  test("a greeting is answered once, so that two polite pages do not greet for ever", () => {
    salesforce([origin], page);
    say({ type: "deskside:hello", origin }, origin);
    say({ type: "deskside:hello", origin }, origin);
    expect(posted).toHaveLength(2);
  });

  test("an origin that may not embed the widget is refused", () => {
    expect(() => salesforce(["https://other.example.com"], page)).toThrow("from inside Salesforce");
  });
});

describe("Open CTI", () => {
  const origin = "https://acme.lightning.force.com";
  const caseId = "500000000000001AAA";
  let posted: Posted[];
  let page: Window;
  let answers: Record<string, object>;

  function at(search: string): void {
    const w = parentWindow((m, target) => {
      expect(target).toBe(origin);
      const response = answers[m["methodName"] as string];
      if (response !== undefined) queueMicrotask(() => reply(m, response));
    });
    posted = w.posted;
    page = Object.assign(new EventTarget(), { location: new URL("https://desk.example.com/widget/salesforce" + search), parent: w.parent, document: { title: "" } }) as unknown as Window;
  }
  const reply = (m: Posted, response: object, from = origin, source: Window = page.parent) =>
    tell({ apiVersion: m["apiVersion"], apiType: "opencti", methodName: m["methodName"], callId: m["callId"], response }, from, source, page);
  const called = (method: string) => posted.filter((m) => m["methodName"] === method);
  const opened = `?account=sales&mode=Lightning&ltn_app_id=06m&isdtp=vw&sfdcIframeOrigin=${encodeURIComponent(origin)}&clc=1`;

  beforeEach(() => {
    answers = { getAppViewInfo: { success: true, returnValue: { url: "/x", recordId: caseId, objectType: "Case" }, errors: null } };
    at(opened);
  });

  test("says hello as Salesforce's own script does, each call with a number of its own", () => {
    openCTI([origin], page);
    expect(posted.map((m) => m["methodName"])).toEqual(["onClickToDial", "onNavigationChange", "enableClickToDial", "getAppViewInfo", "notifyInitializationComplete"]);
    expect(posted[0]).toEqual({ methodName: "onClickToDial", callId: 0, apiVersion: 66, apiType: "opencti", isCallbackRegistered: false, isListenerRegistered: true, args: {} });
    expect(posted[3]).toEqual({ methodName: "getAppViewInfo", callId: 3, apiVersion: 66, apiType: "opencti", isCallbackRegistered: true, isListenerRegistered: false, args: {} });
  });

  test("which Case is open, at once and at every change; other records are none", async () => {
    const host = openCTI([origin], page);
    expect(await host.context()).toEqual({ record: caseId });
    const contexts: HostContext[] = [];
    host.onContextChange((c) => contexts.push(c));
    const told = (payload: object) => reply(called("onNavigationChange")[0]!, payload);
    told({ url: "/y", recordId: "003000000000001AAA", objectType: "Contact" });
    told({ url: "/z", recordId: "500000000000002AAA", objectType: "Case" });
    told({ url: "/list" });
    expect(contexts.map((c) => c.record)).toEqual([undefined, "500000000000002AAA", undefined]);
  });

  test("clicked numbers", () => {
    const host = openCTI([origin], page);
    const dials: Dial[] = [];
    host.onDial((d) => dials.push(d));
    const click = called("onClickToDial")[0]!;
    reply(click, { number: "+14155550134", recordId: caseId, objectType: "Case" });
    reply(click, { number: "+14155550199", recordId: "003000000000001AAA", objectType: "Contact" });
    reply(click, { recordId: caseId });
    expect(dials).toEqual([{ number: "+14155550134", record: caseId }, { number: "+14155550199", record: undefined }]);
    expect(called("setSoftphonePanelVisibility").map((m) => m["args"])).toEqual([{ visible: true }, { visible: true }]); // the call is seen while it begins
  });

  test("pop, title, height and attention are Open CTI's own methods", () => {
    const host = openCTI([origin], page);
    host.pop({ id: caseId });
    host.setTitle("Aiko calls");
    for (const px of [100, 100, 5000]) host.setHeight(px);
    for (const wanted of [false, true, true, false, true]) host.attention(wanted);
    expect(posted.slice(5).map((m) => [m["methodName"], m["args"]])).toEqual([
      ["screenPop", { type: "sobject", params: { recordId: caseId } }],
      ["setSoftphoneItemLabel", { label: "Aiko calls" }],
      ["setSoftphonePanelHeight", { heightPX: 480 }],
      ["setSoftphonePanelHeight", { heightPX: 720 }],
      ["setSoftphonePanelVisibility", { visible: true }],
      ["setSoftphonePanelVisibility", { visible: true }],
    ]);
  });

  test("the proof comes from the package's class, for this server", async () => {
    answers["runApex"] = { success: true, returnValue: { runApex: "a.b.c" }, errors: null };
    expect(await openCTI([origin], page).proof!("no&nce")).toBe("a.b.c");
    expect(called("runApex")[0]!["args"]).toEqual({ apexClass: "DesksideAgent", methodName: "proof", methodParams: "nonce=no%26nce&audience=https%3A%2F%2Fdesk.example.com" });
  });

  test("why there is none is told, whichever way Salesforce spells it", async () => {
    const host = openCTI([origin], page);
    answers["runApex"] = { success: false, returnValue: null, errors: [{ code: "SERVER_ERROR", description: "Could not load Apex class: DesksideAgent" }] };
    await expect(host.proof!("n")).rejects.toThrow("Could not load Apex class");
    answers["runApex"] = { success: false, error: [{ description: "No access." }] };
    await expect(host.proof!("n")).rejects.toThrow("No access.");
    answers["runApex"] = { success: false };
    await expect(host.proof!("n")).rejects.toThrow("refused");
    answers["runApex"] = { success: true, returnValue: {} };
    await expect(host.proof!("n")).rejects.toThrow("did not confirm");
  });

  test("a host that cannot say which record is open does not keep the widget waiting", async () => {
    answers["getAppViewInfo"] = { success: false, errors: [{ description: "no" }] };
    expect(await openCTI([origin], page).context()).toEqual({ record: undefined });
  });

  test("only the page around us is heard, in the version that we speak", () => {
    const host = openCTI([origin], page);
    const dials: Dial[] = [];
    host.onDial((d) => dials.push(d));
    const click = called("onClickToDial")[0]!;
    reply(click, { number: "+1" }, "https://evil.lightning.force.com");
    reply(click, { number: "+1" }, origin, {} as Window);
    reply({ ...click, apiVersion: 43 }, { number: "+1" });
    tell({ apiVersion: 66, apiType: "other", methodName: "onClickToDial", response: { number: "+1" } }, origin, page.parent, page);
    tell({ apiVersion: 66, apiType: "opencti", methodName: "onClickToDial" }, origin, page.parent, page);
    tell("onClickToDial", origin, page.parent, page);
    expect(dials).toEqual([]);
  });

  test.each([
    ["without the parameters", "?account=sales", [origin]],
    ["another organisation", opened, ["https://other.lightning.force.com"]],
    ["Classic", opened.replace("Lightning", "Classic"), [origin]],
    ["an origin that is none of Salesforce's", "?mode=Lightning&sfdcIframeOrigin=https%3A%2F%2Facme.force.com.evil.example", []],
    ["another protocol than the page's", "?mode=Lightning&sfdcIframeOrigin=http%3A%2F%2Facme.lightning.force.com", []],
  ])("%s: it says to open it from inside Salesforce", (_, search, allowed) => {
    at(search);
    expect(() => openCTI(allowed, page)).toThrow("from inside Salesforce");
    expect(posted).toEqual([]);
  });
});

test("alone, the address names agent and ticket", async () => {
  at("http://127.0.0.1:8080/widget?user=7&name=Anna&ticket=12");
  expect(await standalone().context()).toEqual({ user: { id: "7", name: "Anna" }, record: "12" });
});
