import { Failure } from "../api/failure";
import { newID } from "../api/ids";
import { schemeOf, type Host } from "./host";
import { Latest } from "./latest";
import { answered, silent, type Silent } from "./silence";
import { tellActivity } from "./zendesk-activity";
import type { Click } from "./zendesk-events";
import { Pane } from "./zendesk-pane";
import { ZendeskWire, type ZendeskInstance } from "./zendesk-wire";
import styles from "./zendesk.css?inline";

/**
 * Zendesk shows the widget in several places at once, each in a frame of its own. The
 * one in the top bar talks to the agent; each ticket's sidebar tells it which ticket is
 * open; the hidden one in the background has the top bar's loaded, so that calls ring before
 * anybody opens it, and passes on clicked numbers.
 *
 * Nothing here writes into a ticket: the server does, once and in order.
 */
export async function zendesk(location: string, allowed: string[] = [], page: Window = window, told: Silent = () => undefined): Promise<Host> {
  const client = wireTo(allowed, page);
  tellActivity(client, page);
  const latest = new Latest();
  const pane = location === "top_bar" ? new Pane(client, page) : undefined;
  let record: string | undefined;
  const learn = (ticket: string | undefined) => {
    record = ticket;
    latest.learn({ record });
  };
  if (location === "top_bar") topBar(client, latest, () => record, learn);
  if (location === "background") (await import("./zendesk-background")).background(client, newID);

  const context = await answered(
    () => client.context(),
    (why) => {
      client.greet();
      told(why);
    },
  );
  if (location === "ticket_sidebar") sidebar(client, idOf(context.ticketId));
  if (location === "top_bar") {
    client.invoke("resize", { width: "380px", height: "640px" }).catch(failed);
    void client.each("ticket_sidebar", (s) => s.trigger("deskside.which-ticket"));
    void client.each("background", (b) => b.trigger("deskside.any-dials"));
  }
  const user = await answered(() => whoIsThere(client), told);
  if (context.ticketId !== undefined) record = idOf(context.ticketId);
  latest.learn({
    user: { id: String(user.id), name: typeof user.name === "string" ? user.name : "" },
    record,
  });

  // Not every Zendesk knows its own colours; one that does not answers with an error, and is light whatever the system is.
  client.on("colorScheme.changed", (scheme) => latest.learn({ scheme: schemeOf(scheme) }));
  void client
    .get("colorScheme")
    .catch(() => ({ colorScheme: "light" }))
    .then((told) => latest.learn({ scheme: schemeOf(told["colorScheme"]) ?? "light" }));

  let height = 0;
  return {
    kind: "zendesk",
    styles,
    locale: typeof user.locale === "string" ? user.locale : undefined,
    context: () => latest.context(),
    onContextChange: (l) => latest.onContextChange(l),
    onDial: (l) => latest.onDial(l),
    pop: (t) => void client.invoke("routeTo", "ticket", numeric(t.id)).catch(failed),
    setTitle: (text) => {
      document.title = text;
    },
    setHeight(px) {
      if (location === "top_bar" || px === height) return; // the top bar's pane has a size of its own
      height = px;
      client.invoke("resize", { width: "100%", height: px + "px" }).catch(failed);
    },
    attention(wanted) {
      if (wanted) pane?.ring();
    },
    showPane: () => void client.each("top_bar", (bar) => bar.trigger("deskside.show")),
    answeredElsewhere: () => pane?.answeredElsewhere(),
  };
}

async function whoIsThere(client: ZendeskWire): Promise<{ id?: unknown; name?: unknown; locale?: unknown }> {
  const told = (await client.get("currentUser"))["currentUser"] as { id?: unknown };
  if (idOf(told.id) === undefined) throw silent();
  return told;
}

/** The framework tells by the address which page embeds us, and believes what stands there: so that page must be one we know. */
function wireTo(allowed: string[], page: Window): ZendeskWire {
  const query = new URLSearchParams(page.location.search);
  const origin = query.get("origin") ?? "";
  const app = query.get("app_guid") ?? "";
  const known = allowed.length === 0 || allowed.includes(origin);
  if (page.parent === page || origin === "" || !known || !/^[\w-]{1,64}$/.test(app)) throw strange();
  return new ZendeskWire(page, origin, app);
}

function strange(): Failure {
  return new Failure(0, "no_host", "Zendesk did not say which app this is. Open Deskside from inside Zendesk.");
}

/** Which ticket is open comes from the sidebars, and clicked numbers from the background or from Zendesk itself. */
function topBar(client: ZendeskWire, latest: Latest, record: () => string | undefined, learn: (ticket: string | undefined) => void): void {
  client.on("deskside.ticket", (data) => {
    const told = data as { ticketId?: unknown; left?: unknown } | undefined;
    // Frames are not heard in order: leaving one ticket must not undo arriving at the next.
    if (told?.left !== undefined && idOf(told.left) !== record()) return;
    learn(idOf(told?.ticketId));
  });
  const heard = new Set<string>();
  for (const event of ["cti.dial", "voice.dialout"] as const) {
    client.on(event, (data) => {
      const d = data as Click | undefined;
      if (typeof d?.click === "string") {
        void client.each("background", (b) => b.trigger("deskside.dial-heard", { click: d.click }));
        if (heard.has(d.click)) return;
        heard.add(d.click);
      }
      if (typeof d?.number === "string" && d.number !== "") {
        latest.dial({ number: d.number, record: idOf(d.ticketId ?? d.ticket_id) });
      }
    });
  }
}

/** Tells the top bar when its ticket comes into view, and when it leaves it. */
function sidebar(client: ZendeskWire, id: string | undefined): void {
  let shown = true;
  let bars: ZendeskInstance[] = [];
  const say = (bar: ZendeskInstance) => bar.trigger("deskside.ticket", shown ? { ticketId: id } : { left: id });
  const tell = () =>
    void client.each("top_bar", (bar) => {
      if (!bars.includes(bar)) bars = [...bars, bar];
      say(bar);
    });
  client.on("app.activated", () => {
    shown = true;
    tell();
  });
  client.on("app.deactivated", () => {
    shown = false;
    tell();
  });
  client.on("app.willDestroy", () => {
    shown = false;
    for (const bar of bars) say(bar); // at once: there is no time left to ask which there are
  });
  client.on("deskside.which-ticket", () => shown && tell());
  tell();
}

/** A host that refuses a convenience is no reason to stop. */
const failed = () => undefined;

function idOf(value: unknown): string | undefined {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
}

/** routeTo wants a number for a ticket. */
function numeric(id: string): number | string {
  return /^[0-9]{1,15}$/.test(id) ? Number(id) : id;
}
