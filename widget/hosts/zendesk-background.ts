import type { ZendeskWire } from "./zendesk-wire";
import { newID } from "../api/ids";
import { each, failed } from "./zendesk-client";
import { anyDials, dialEvent, dialHeard, dialOut, type Click } from "./zendesk-events";

/** A click that nobody has heard by then, in milliseconds, is forgotten: the agent has long done something else. */
const patience = 60_000;

/**
 * The hidden instance. Zendesk tells clicked numbers to it alone, and the top bar's page
 * exists only once somebody wants it: so that page is loaded at once, and a click is told
 * again when it says that it listens, until it has said that it heard.
 */
export function background(client: ZendeskWire, now: () => number = () => performance.now()): void {
  const clicks = new Map<string, { data: Click; at: number }>();

  const preload = () => void each(client, "top_bar", (bar) => bar.invoke("preloadPane").catch(failed)).catch(failed);
  client.on("instance.created", preload);
  preload();

  client.on(dialOut, (data) => {
    const click = { ...(data as Click | undefined), click: newID() };
    clicks.set(click.click, { data: click, at: now() });
    void each(client, "top_bar", async (bar) => {
      await bar.invoke("popover", "show").catch(failed);
      bar.trigger(dialEvent, click);
    }).catch(failed);
  });
  client.on(dialHeard, (data) => void clicks.delete(String((data as Click | undefined)?.click)));
  client.on(anyDials, () => {
    for (const [id, { data, at }] of clicks) {
      if (now() - at > patience) clicks.delete(id);
      else void each(client, "top_bar", (bar) => bar.trigger(dialEvent, data)).catch(failed);
    }
  });
}
