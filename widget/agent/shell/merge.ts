import type { Interaction } from "../../api/schema";

/** What the server tells, put on top of what was known; nothing where something in between was missed, or nothing was known. */
export function merge(before: Interaction | undefined, next: Interaction): Interaction | undefined {
  if (next.since === undefined) return next;
  if (!before || before.version < next.since) return undefined;
  // A map keeps the place of a key, and takes its new value.
  const items = new Map([...before.items, ...next.items].map((it) => [it.key, it]));
  return { ...next, texts: next.texts ?? before.texts, since: undefined, items: [...items.values()], timeline: [...before.timeline, ...next.timeline.filter((e) => e.n > before.version)] };
}
