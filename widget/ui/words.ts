import type { Delivery, Field, Interaction, Item, Packet } from "../api/schema";
import { dialect, t, told } from "../words/catalogue";

/** How the page says things; nothing here but the language is remembered, and `now` is given. */

export type CRM = "zendesk" | "salesforce";

export function crmName(crm: CRM): string {
  return t(`crm.${crm}`);
}

/** What the CRM calls a ticket. */
export function ticketWord(crm: CRM): string {
  return t(`ticket.${crm}`);
}

/** What each kind of item is called. */
export function itemName(kind: Item["kind"]): string {
  return t(`item.${kind}`);
}

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

const two = (n: number) => String(n).padStart(2, "0");

/** 0:07, 12:40, 1:02:03. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const h = Math.floor(s / 3600);
  const m = Math.floor((s % 3600) / 60);
  return h > 0 ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
}

export function since(iso: string | undefined, now: Date): string {
  return iso === undefined ? duration(0) : duration((now.getTime() - new Date(iso).getTime()) / 1000);
}

/** As the CRMs, the notes and the configuration count: a kilobyte is 1024 bytes. */
export function fileSize(bytes: number): string {
  const [n, unit, digits] = bytes < 1 << 10 ? [bytes, "byte", 0] : bytes < 1 << 20 ? [bytes / (1 << 10), "kilobyte", 0] : [bytes / (1 << 20), "megabyte", 1];
  return n.toLocaleString(dialect(), { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Where something written stands: in the CRM since when, waiting because of what, in need of a person, or dropped by one. */
export function deliverySentence(d: Delivery, crm: CRM, now: Date): string {
  const reason = plain(told(d.reason, d.reason_said));
  switch (d.state) {
    case "landed":
      return t("delivery.landed", { crm: crmName(crm), time: clock(d.since, now) });
    case "held": {
      const time = minute(d.since, now);
      return reason === "" ? t("delivery.held_plain", { time, crm: crmName(crm) }) : t("delivery.held", { time, reason });
    }
    case "dropped":
      return reason === "" ? t("delivery.dropped_plain") : t("delivery.dropped", { reason });
    case "waiting": {
      if (d.until === undefined) return reason === "" ? t("delivery.waiting_plain", { crm: crmName(crm) }) : t("delivery.waiting", { reason });
      const time = minute(d.until, now);
      return reason === "" ? t("delivery.waiting_plain_until", { crm: crmName(crm), time }) : t("delivery.waiting_until", { reason, time });
    }
  }
}

/** A reason inside a sentence of ours carries no full stop of its own. */
function plain(reason: string): string {
  return reason.trim().replace(/[.。]$/, "");
}

/** The name they gave, or whom the CRM knows by the number. */
export function nameOf(i: Interaction): string {
  return i.customer.name || i.ticket.requester?.name || "";
}

/** What to call the customer: by name where there is one. */
export function callerName(i: Interaction): string {
  return nameOf(i) || i.customer.phone || i.customer.email || i.call?.from || t("who.unknown");
}

/** The customer inside a sentence, as politely as the language has it. */
export function addressed(i: Interaction): string {
  const name = nameOf(i);
  return name === "" ? callerName(i) : t("who.named", { name });
}

/** A colleague inside a sentence. */
export function colleague(name: string | undefined): string {
  return name === undefined || name === "" ? t("desk.somebody") : t("who.agent", { name });
}

/** Why somebody is away: one of the usual reasons, or their own word for it. */
export function awayWord(reason: string): string {
  return usualReasons.some((r) => r === reason) ? t(`status.${reason as (typeof usualReasons)[number]}`) : reason;
}

/** Reasons that every language has a word for; they travel as these codes. */
export const usualReasons = ["break", "lunch", "meeting"] as const;

export function issue(path: readonly string[]): string {
  return path.join(" › ");
}

export function stateWord(i: Interaction): string {
  if (i.state !== "closed") return t(`state.${i.state}`);
  return i.channel === "message" ? t("state.message") : outcomeWord(i);
}

export function outcomeWord(i: Interaction): string {
  return t(`outcome.${i.call?.outcome ?? "ended"}`);
}

export interface Headline {
  label: string;
  value: string;
  signed: boolean;
}

/** What an agent wants to know before the first word, and under which keys pages and backends tell it. */
const headlines: [kind: "item" | "order" | "screen" | "device" | "location", keys: string[]][] = [
  ["item", ["item", "item_in_view", "product", "order_item"]],
  ["order", ["order", "order_id", "order_number"]],
  ["screen", ["screen", "screen_name", "page_title", "page"]],
  ["device", ["device", "device_name"]],
  ["location", ["location", "city"]],
];

/** The few facts of a packet that go on top; a signed one beats hearsay of the same meaning. */
export function headlinesOf(packet: Packet): Headline[] {
  const found: Headline[] = [];
  for (const [kind, keys] of headlines) {
    const has = (f: Field) => keys.includes(f.key.toLowerCase()) && f.value !== "";
    const signed = packet.signed.find(has);
    const field = signed ?? packet.unsigned.find(has);
    if (field !== undefined) found.push({ label: t(`packet.${kind}`), value: fieldText(field), signed: signed !== undefined });
  }
  return found;
}

export function fieldText(f: Field): string {
  if (f.type === "boolean") return f.value === "true" ? t("packet.yes") : f.value === "false" ? t("packet.no") : f.value;
  return f.value;
}
