import { dialect } from "../words/catalogue";
import { t } from "../words/interaction";

/** How a page writes times and sizes; nothing here but the language is remembered, and `now` is given. */

/** A moment on the reader's own wall clock, with the day where it is not today's. */
function moment(iso: string, now: Date, seconds: boolean): string {
  const at = new Date(iso);
  const time = at.toLocaleTimeString(dialect(), { hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}), hourCycle: "h23" });
  if (at.toDateString() === now.toDateString()) return time;
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return t("time.on_day", { day: at.toLocaleDateString(dialect(), { day: "numeric", month: "short", ...year }), time });
}

/** 10:02:14, with the day where it is not today's. */
export function clock(iso: string, now: Date): string {
  return moment(iso, now, true);
}

/** 10:02, or 10:02:14 where the seconds say something. */
export function minute(iso: string, now: Date): string {
  return moment(iso, now, new Date(iso).getSeconds() !== 0);
}

/** For lists: 10:02, with the day where it is not today's. */
export function shortTime(iso: string, now: Date): string {
  return moment(iso, now, false);
}

/** As the CRMs, the notes and the configuration count: a kilobyte is 1024 bytes. */
export function fileSize(bytes: number): string {
  const [n, unit, digits] = bytes < 1 << 10 ? [bytes, "byte", 0] : bytes < 1 << 20 ? [bytes / (1 << 10), "kilobyte", 0] : [bytes / (1 << 20), "megabyte", 1];
  return n.toLocaleString(dialect(), { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", minimumFractionDigits: digits, maximumFractionDigits: digits });
}
