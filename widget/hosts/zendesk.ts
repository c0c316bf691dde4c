import ZAF, { type ZAFClient } from "zendesk_app_framework_sdk";
import type { Host } from "./host";
import { Latest } from "./latest";

/** Events between our own instances on one Zendesk page, relayed by the framework. */
const dialEvent = "cti.dial";
const ticketEvent = "deskside.ticket";

/**
 * Zendesk shows the widget in several places at once, each in a frame of its own. The
 * one in the top bar talks to the agent; each ticket's sidebar tells it which ticket is
 * open; the hidden one in the background passes on clicked numbers.
 */
export async function zendesk(location: string): Promise<Host> {
  const client = ZAF.init();
  if (client === false) throw new Error("Zendesk did not say which app this is. Open Deskside from inside Zendesk.");
  const latest = new Latest();
  const failed = () => undefined; // a host that refuses a convenience is no reason to stop

  // The newest value wins, whichever frame it came from.
  const ticket = (data: unknown) => {
    const id = (data as { ticketId?: unknown } | undefined)?.ticketId;
    latest.learn({ record: idOf(id) });
  };
  client.on(ticketEvent, ticket);
  client.on("context.updated", (data) => {
    if (typeof data === "object" && data !== null && "ticketId" in data) ticket(data);
  });
  for (const event of [dialEvent, "voice.dialout"]) {
    client.on(event, (data) => {
      if (location === "background") return void toTopBar(client, dialEvent, data, true).catch(failed);
      const d = data as { number?: unknown; ticketId?: unknown; ticket_id?: unknown } | undefined;
      if (typeof d?.number === "string" && d.number !== "") {
        latest.dial({ number: d.number, record: idOf(d.ticketId ?? d.ticket_id) });
      }
    });
  }

  const context = await client.context();
  if (location === "ticket_sidebar") {
    const id = idOf(context.ticketId);
    const tell = (ticketId: string | undefined) => void toTopBar(client, ticketEvent, { ticketId }, false).catch(failed);
    client.on("app.activated", () => tell(id));
    client.on("app.deactivated", () => tell(undefined));
    tell(id);
  }
  const user = (await client.get("currentUser"))["currentUser"] as { id: unknown; name?: unknown };
  latest.learn({
    user: { id: String(user.id), name: typeof user.name === "string" ? user.name : "" },
    ...(context.ticketId === undefined ? {} : { record: idOf(context.ticketId) }),
  });

  let height = 0;
  return {
    kind: "zendesk",
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

async function toTopBar(client: ZAFClient, event: string, data: unknown, show: boolean): Promise<void> {
  const { instances } = (await client.get("instances")) as { instances?: Record<string, { location?: string }> };
  for (const [guid, instance] of Object.entries(instances ?? {})) {
    if (instance.location !== "top_bar") continue;
    const bar = client.instance(guid);
    if (show) await bar.invoke("popover", "show").catch(() => undefined);
    bar.trigger(event, data);
  }
}

function idOf(value: unknown): string | undefined {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? String(value) : undefined;
}

/** routeTo wants a number for a ticket. */
function numeric(id: string): number | string {
  return /^[0-9]{1,15}$/.test(id) ? Number(id) : id;
}
