import ZAF, { type ZAFClient } from "zendesk_app_framework_sdk";
import { Failure } from "../api/failure";
import type { Host } from "./host";
import { Latest } from "./latest";

/** Events between our own instances on one Zendesk page, relayed by the framework. */
const dialEvent = "cti.dial";
const ticketEvent = "deskside.ticket";
const whichTicketEvent = "deskside.which-ticket";

/**
 * Zendesk shows the widget in several places at once, each in a frame of its own. The
 * one in the top bar talks to the agent; each ticket's sidebar tells it which ticket is
 * open; the hidden one in the background has the top bar's loaded, so that calls ring before
 * anybody opens it, and passes on clicked numbers.
 */
export async function zendesk(location: string): Promise<Host> {
  const client = ZAF.init();
  if (client === false) throw new Failure(0, "no_host", "Zendesk did not say which app this is. Open Deskside from inside Zendesk.");
  const latest = new Latest();
  const failed = () => undefined; // a host that refuses a convenience is no reason to stop

  let record: string | undefined;
  const ticket = (data: unknown) => {
    const told = data as { ticketId?: unknown; left?: unknown } | undefined;
    // Frames are not heard in order: leaving one ticket must not undo arriving at the next.
    if (told?.left !== undefined && idOf(told.left) !== record) return;
    record = idOf(told?.ticketId);
    latest.learn({ record });
  };
  client.on(ticketEvent, ticket);
  for (const event of [dialEvent, "voice.dialout"]) {
    client.on(event, (data) => {
      if (location === "background") {
        void each(client, "top_bar", async (bar) => {
          await bar.invoke("popover", "show").catch(failed);
          bar.trigger(dialEvent, data);
        }).catch(failed);
        return;
      }
      if (location !== "top_bar") return; // calls are placed there alone
      const d = data as { number?: unknown; ticketId?: unknown; ticket_id?: unknown } | undefined;
      if (typeof d?.number === "string" && d.number !== "") {
        latest.dial({ number: d.number, record: idOf(d.ticketId ?? d.ticket_id) });
      }
    });
  }

  const context = await client.context();
  if (location === "ticket_sidebar") {
    const id = idOf(context.ticketId);
    let shown = true;
    const tell = () => {
      const data = shown ? { ticketId: id } : { left: id };
      void each(client, "top_bar", (bar) => bar.trigger(ticketEvent, data)).catch(failed);
    };
    client.on("app.activated", () => {
      shown = true;
      tell();
    });
    client.on("app.deactivated", () => {
      shown = false;
      tell();
    });
    client.on(whichTicketEvent, () => shown && tell());
    tell();
  }
  if (location === "top_bar") {
    client.invoke("resize", { width: "380px", height: "640px" }).catch(failed);
    void each(client, "ticket_sidebar", (sidebar) => sidebar.trigger(whichTicketEvent)).catch(failed);
  }
  if (location === "background") {
    const preload = () => void each(client, "top_bar", (bar) => bar.invoke("preloadPane").catch(failed)).catch(failed);
    client.on("instance.created", preload);
    preload();
  }
  const user = (await client.get("currentUser"))["currentUser"] as { id: unknown; name?: unknown; locale?: unknown };
  if (context.ticketId !== undefined) record = idOf(context.ticketId);
  latest.learn({
    user: { id: String(user.id), name: typeof user.name === "string" ? user.name : "" },
    record,
  });

  let height = 0;
  return {
    kind: "zendesk",
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
      if (wanted && location === "top_bar") client.invoke("popover", "show").catch(failed);
    },
  };
}

/** Does something with each of our instances in one kind of place. */
async function each(client: ZAFClient, location: string, work: (instance: ZAFClient) => unknown): Promise<void> {
  const { instances } = (await client.get("instances")) as { instances?: Record<string, { location?: string }> };
  for (const [guid, instance] of Object.entries(instances ?? {})) {
    if (instance.location === location) await work(client.instance(guid));
  }
}

function idOf(value: unknown): string | undefined {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
}

/** routeTo wants a number for a ticket. */
function numeric(id: string): number | string {
  return /^[0-9]{1,15}$/.test(id) ? Number(id) : id;
}
