/** Days that are looked among, as people name them. */
export const spans = ["any", "today", "yesterday", "week"] as const;
export type Span = (typeof spans)[number];

/** From the beginning of one day to that of another, by the agent's own clock: a day has 23 to 25 hours. */
export function period(span: Span, now: Date): { from?: string; to?: string } {
  const midnight = (ago: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - ago).toISOString();
  switch (span) {
    case "any":
      return {};
    case "today":
      return { from: midnight(0) };
    case "yesterday":
      return { from: midnight(1), to: midnight(0) };
    case "week":
      return { from: midnight(7) };
  }
}
