import type { Click } from "./zendesk-events";
import type { ZendeskWire } from "./zendesk-wire";

const failed = () => undefined; // a host that refuses a convenience is no reason to stop

/** A click that nobody has heard by then, in milliseconds, is forgotten: the agent has long done something else. */
const patience = 60_000;

/**
 * The hidden instance. Zendesk tells clicked numbers to it alone, and the top bar's page
 * exists only once somebody wants it: so that page is loaded at once, and a click is told
 * again when it says that it listens, until it has said that it heard. It is loaded alone:
 * what makes ids is given to it.
 */
export function background(client: ZendeskWire, newID: () => string, now: () => number = () => performance.now()): void {
  const clicks = new Map<string, { data: Click; at: number }>();

  const preload = () => void client.each("top_bar", (bar) => bar.invoke("preloadPane").catch(failed));
  client.on("instance.created", preload);
  preload();

  client.on("voice.dialout", (data) => {
    const click = { ...(data as Click | undefined), click: newID() };
    clicks.set(click.click, { data: click, at: now() });
    void client.each("top_bar", async (bar) => {
      await bar.invoke("popover", "show").catch(failed);
      bar.trigger("cti.dial", click);
    });
  });
  client.on("deskside.dial-heard", (data) => void clicks.delete(String((data as Click | undefined)?.click)));
  client.on("deskside.any-dials", () => {
    for (const [id, { data, at }] of clicks) {
      if (now() - at > patience) clicks.delete(id);
      else void client.each("top_bar", (bar) => bar.trigger("cti.dial", data));
    }
  });
}
