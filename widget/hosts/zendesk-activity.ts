import type { ZendeskWire } from "./zendesk-wire";

/** Often enough for sessions that end after five minutes without a sign of life; in milliseconds. */
const every = 30_000;

export const signs = ["keydown", "mousedown", "touchstart", "wheel"] as const;

/**
 * Zendesk signs agents out who do nothing in its own page, and sees nothing of what they
 * do in our frames. Its newer SDK tells it of activity by this message; the one on npm
 * does not yet.
 */
export function tellActivity(client: ZendeskWire, page: Window, now: () => number = () => performance.now()): void {
  let told = -every;
  const tell = () => {
    if (now() - told < every) return;
    told = now();
    client.postMessage("session.live");
  };
  for (const sign of signs) page.addEventListener(sign, tell, { passive: true, capture: true });
}
