import type { Delivery, Field, Interaction, Item, Packet } from "../api/schema";

/** How the page says things; every function is pure, and `now` is given. */

export type CRM = "zendesk" | "salesforce";

export function crmName(crm: CRM): string {
  return crm === "zendesk" ? "Zendesk" : "Salesforce";
}

/** What the CRM calls a ticket. */
export function ticketWord(crm: CRM): string {
  return crm === "salesforce" ? "Case" : "Ticket";
}

/** What each kind of item is called. */
export const itemNames: Record<Item["kind"], string> = {
  contact: "Who called, and why",
  message: "Message",
  file: "File",
  note: "Note",
  "call-log": "Call log",
  "wrap-up": "Closing note",
  pointer: "Pointer on the ticket it was moved from",
};

const two = (n: number) => String(n).padStart(2, "0");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function day(at: Date, now: Date): string {
  if (at.toDateString() === now.toDateString()) return "";
  const year = at.getFullYear() === now.getFullYear() ? "" : " " + at.getFullYear();
  return `${at.getDate()} ${months[at.getMonth()]}${year}, `;
}

/** 10:02:14, with the day where it is not today's. */
export function clock(iso: string, now: Date): string {
  const at = new Date(iso);
  return `${day(at, now)}${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** 10:02, or 10:02:14 where the seconds say something. */
export function minute(iso: string, now: Date): string {
  const at = new Date(iso);
  const seconds = at.getSeconds() === 0 ? "" : ":" + two(at.getSeconds());
  return `${day(at, now)}${two(at.getHours())}:${two(at.getMinutes())}${seconds}`;
}

/** For lists: 10:02, with the day where it is not today's. */
export function shortTime(iso: string, now: Date): string {
  const at = new Date(iso);
  return `${day(at, now)}${two(at.getHours())}:${two(at.getMinutes())}`;
}

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

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Where something written stands: in the CRM since when, waiting because of what, in need of a person, or dropped by one. */
export function deliverySentence(d: Delivery, crm: CRM, now: Date): string {
  const reason = plain(d.reason);
  switch (d.state) {
    case "landed":
      return `In ${crmName(crm)} since ${clock(d.since, now)}`;
    case "held":
      return `Needs you since ${minute(d.since, now)}: ${reason === "" ? crmName(crm) + " did not take it" : reason}`;
    case "dropped":
      return `Not written: ${reason === "" ? "somebody decided against it" : reason}`;
    case "waiting": {
      const until = d.until === undefined ? "" : " until " + minute(d.until, now);
      return `Waiting: ${reason === "" ? "on its way to " + crmName(crm) : reason}${until}`;
    }
  }
}

/** A reason inside a sentence of ours carries no full stop of its own. */
function plain(reason: string | undefined): string {
  return (reason ?? "").trim().replace(/\.$/, "");
}

/** The name they gave, or whom the CRM knows by the number. */
export function nameOf(i: Interaction): string {
  return i.customer.name || i.ticket.requester?.name || "";
}

/** What to call the customer: by name where there is one. */
export function callerName(i: Interaction): string {
  return nameOf(i) || i.customer.phone || i.customer.email || i.call?.from || "Unknown caller";
}

export function issue(path: readonly string[]): string {
  return path.join(" › ");
}

export function stateWord(i: Interaction): string {
  switch (i.state) {
    case "starting":
      return "Starting";
    case "ringing":
      return "Ringing";
    case "claimed":
      return "Being answered";
    case "dialling":
      return "Dialling";
    case "connected":
      return "On a call";
    case "wrap_up":
      return "Wrap-up";
    case "closed":
      return i.channel === "message" ? "Message" : outcomeWord(i);
  }
}

export function outcomeWord(i: Interaction): string {
  switch (i.call?.outcome) {
    case "answered":
      return "Answered";
    case "abandoned":
      return "Hung up before an answer";
    case "no-answer":
      return "No answer";
    case "busy":
      return "Busy";
    case "failed":
      return "Could not be connected";
    case "cancelled":
      return "Cancelled";
    case undefined:
      return "Ended";
  }
}

export interface Headline {
  label: string;
  value: string;
  signed: boolean;
}

/** What an agent wants to know before the first word, and under which keys pages and backends tell it. */
const headlines: [label: string, keys: string[]][] = [
  ["Item", ["item", "item_in_view", "product", "order_item"]],
  ["Order", ["order", "order_id", "order_number"]],
  ["Screen", ["screen", "screen_name", "page_title", "page"]],
  ["Device", ["device", "device_name"]],
  ["Location", ["location", "city"]],
];

/** The few facts of a packet that go on top; a signed one beats hearsay of the same meaning. */
export function headlinesOf(packet: Packet): Headline[] {
  const found: Headline[] = [];
  for (const [label, keys] of headlines) {
    const has = (f: Field) => keys.includes(f.key.toLowerCase()) && f.value !== "";
    const signed = packet.signed.find(has);
    const field = signed ?? packet.unsigned.find(has);
    if (field !== undefined) found.push({ label, value: fieldText(field), signed: signed !== undefined });
  }
  return found;
}

export function fieldText(f: Field): string {
  if (f.type === "boolean") return f.value === "true" ? "Yes" : f.value === "false" ? "No" : f.value;
  return f.value;
}
