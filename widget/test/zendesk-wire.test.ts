import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ZendeskWire } from "../hosts/zendesk-wire";

// Our end of the wire beside the one that Zendesk publishes: the page around them cannot tell which it speaks with.

const origin = "https://acme.zendesk.com";
type Posted = Record<string, unknown>;

interface End {
  on(event: string, handler: (data: unknown) => void): void;
  context(): Promise<unknown>;
  get(path: string): Promise<unknown>;
  invoke(name: string, ...args: unknown[]): Promise<unknown>;
  trigger(event: string, data?: unknown): void;
  postMessage(key: string): void;
  instance(guid: string): Pick<End, "invoke" | "trigger">;
}

const ends: [string, () => Promise<End>][] = [
  ["ours", async () => new ZendeskWire(window, origin, "guid-1")],
  [
    "Zendesk's",
    async () => {
      vi.resetModules(); // it numbers requests per page
      // @ts-expect-error it has no types
      const sdk = (await import("zendesk_app_framework_sdk")) as { default: { init(): End } };
      return sdk.default.init();
    },
  ],
];

let posted: Posted[];
const tell = (data: object | string, from = origin) =>
  window.dispatchEvent(new MessageEvent("message", { data: typeof data === "string" ? data : JSON.stringify(data), origin: from, source: window.parent as unknown as MessageEventSource }));

/** A page around the next end alone: those before hear it no more. */
function around(): void {
  posted = [];
  const parent = { postMessage: (raw: string | Posted, target: string) => void (target === origin && posted.push(typeof raw === "string" ? (JSON.parse(raw) as Posted) : { raw: true, ...raw })) };
  Object.defineProperty(window, "parent", { value: parent, configurable: true });
}

beforeEach(() => {
  around();
  (window as unknown as { happyDOM: { setURL(u: string): void } }).happyDOM.setURL(`http://127.0.0.1:8080/widget/zendesk/top_bar?origin=${encodeURIComponent(origin)}&app_guid=guid-1`);
});
afterEach(() => {
  Object.defineProperty(window, "parent", { value: window, configurable: true });
  vi.useRealTimers();
});

/** What the end said and heard in one conversation. */
async function conversation(open: () => Promise<End>) {
  around();
  const heard: unknown[] = [];
  const end = await open();
  end.on("pane.activated", (data) => heard.push(data));
  const user = end.get("currentUser"); // waits for the handshake
  end.trigger("deskside.ticket", { ticketId: 1 });
  expect(posted.map((p) => p["key"])).toEqual(["iframe.handshake"]);
  tell({ key: "zaf.app.registered", message: { metadata: {}, context: { location: "top_bar", ticketId: 7 } } }, "https://evil.example.com");
  tell("nonsense");
  expect(posted).toHaveLength(1);
  tell({ key: "zaf.app.registered", message: { metadata: {}, context: { location: "top_bar", ticketId: 7 } } });
  tell({ key: "zaf.pane.activated", message: { by: "agent" } });
  end.on("pane.activated", () => heard.push("a second time"));
  tell({ key: "zaf.pane.activated", message: {} });
  tell({ key: "zaf.app.willDestroy", message: {}, needsReply: true });
  const shown = end.invoke("popover", "show");
  const other = end.instance("bar").invoke("preloadPane");
  end.instance("bar").trigger("cti.dial", { number: "+1" });
  end.postMessage("session.live");
  await vi.waitFor(() => expect(posted.some((p) => String(p["key"]).startsWith("iframe.reply:"))).toBe(true));
  const ids = posted.filter((p) => p["request"] !== undefined).map((p) => p["id"]);
  tell({ id: ids[0], result: { currentUser: { id: 7001 }, errors: {} } });
  tell({ id: ids[1], error: { name: "Error", message: "popover is not there" } });
  tell({ id: ids[2], result: { errors: { preloadPane: { message: "no such method", path: "" } } } });
  const settled = await Promise.allSettled([end.context(), user, shown, other]);
  const outcomes = settled.map((s) => (s.status === "fulfilled" ? s.value : (s.reason as Error).message));
  // A reply is sent when all handlers have had their say, and so in its own time.
  const replies = (of: Posted[]) => of.filter((p) => String(p["key"]).startsWith("iframe.reply:"));
  const unheard = ["iframe.on:context.updated"]; // Zendesk's end keeps its own context up to date, which we ask for once
  return { said: posted.filter((p) => !replies(posted).includes(p) && !unheard.includes(String(p["key"]))), replies: replies(posted), heard, outcomes };
}

test("both ends say the same, hear the same and come to the same", async () => {
  const [ours, theirs] = [await conversation(ends[0]![1]), await conversation(ends[1]![1])];
  expect(ours).toEqual(theirs);
  expect(ours.said).toHaveLength(9);
  expect(ours.heard).toEqual([{ by: "agent" }, {}, "a second time"]);
  expect(ours.outcomes).toEqual([{ location: "top_bar", ticketId: 7 }, { currentUser: { id: 7001 }, errors: {} }, "popover is not there", "no such method"]);
});

test("a request that is not answered ends after five seconds", async () => {
  const end = await ends[0]![1]();
  tell({ key: "zaf.app.registered", message: { metadata: {}, context: { location: "top_bar" } } });
  vi.useFakeTimers();
  const asked = end.get("currentUser").then(() => "answered", () => "given up");
  await vi.advanceTimersByTimeAsync(4_999);
  expect(await Promise.race([asked, Promise.resolve("waiting")])).toBe("waiting");
  await vi.advanceTimersByTimeAsync(1);
  expect(await asked).toBe("given up"); // Zendesk's own end takes its error for an answer
});
