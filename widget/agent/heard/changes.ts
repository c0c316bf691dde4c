import type { Interaction, Item } from "../../api/schema";
import { itemName } from "../../kinds";
import { told } from "../../words/catalogue";
import { crmName, type CRM } from "../../words/names";
import { addressed, colleague } from "../../words/people";
import { t } from "./words";

interface Reader {
  agent: string;
  crm: CRM;
}

/** What somebody who sees an open interaction sees change in it, in sentences. */
export function changes(now: Interaction, before: Interaction, { agent, crm }: Reader): string[] {
  const said: string[] = [];
  const name = addressed(now);
  if (now.state === "connected" && before.state !== "connected") said.push(t("heard.connected", { name }));
  const held = [before, now].map((i) => i.call?.on_hold !== undefined);
  if (held[1] && !held[0]) said.push(t("heard.on_hold", { name }));
  if (held[0] && !held[1] && now.state === "connected") said.push(t("heard.off_hold", { name }));
  const { ended_by } = now.call ?? {};
  if (ended_by !== undefined && before.call?.ended_by === undefined) said.push(ended_by === "customer" ? t("heard.ended.customer", { name }) : t(`heard.ended.${ended_by}`));

  const known = new Map(before.items.map((it) => [it.key, it]));
  for (const it of now.items) if (!known.has(it.key)) said.push(...arrived(it, agent));
  const turned = (to: Item["delivery"]["state"]) => now.items.filter((it) => it.delivery.state === to && known.get(it.key)?.delivery.state !== to);
  const landed = turned("landed");
  if (landed[0] !== undefined) said.push(landed.length === 1 ? t("heard.landed_one", { what: what(landed[0]), crm: crmName(crm) }) : t("heard.landed", { count: landed.length, crm: crmName(crm) }));
  for (const it of turned("held")) said.push(needs(it));

  if (now.ticket.state === "unclear" && before.ticket.state !== "unclear") said.push(t("heard.which"));
  if (now.ticket.state === "chosen" && now.ticket.id !== before.ticket.id) said.push(t("heard.ticket", { number: now.ticket.number ?? now.ticket.id ?? "" }));

  const asked = new Map((before.asks ?? []).map((a) => [a.id, a.state]));
  for (const a of now.asks ?? []) {
    if (a.state === "open" || asked.get(a.id) === a.state) continue;
    if (a.state === "answered") said.push(a.text === undefined ? t("heard.given", { label: a.label }) : t("heard.answer", { label: a.label, text: a.text }));
    else if (a.state !== "withdrawn") said.push(t("heard.no_answer", { label: a.label }));
  }
  return said;
}

/** What needs a person now and did not before, wherever one looks. */
export function newlyHeld(now: Interaction, before: Interaction): string[] {
  const known = new Map(before.items.map((it) => [it.key, it.delivery.state]));
  return now.items.filter((it) => it.delivery.state === "held" && known.get(it.key) !== "held").map((it) => t("heard.about", { name: addressed(now), what: needs(it) }));
}

function arrived(it: Item, agent: string): string[] {
  if (it.kind === "file") return [t("heard.file", { name: it.file?.name ?? "" })];
  if (it.kind === "note") return [it.agent?.id === agent ? t("heard.note") : t("heard.others_note", { agent: colleague(it.agent?.name) })];
  return [];
}

const what = (it: Item) => it.file?.name ?? itemName(it.kind);
const needs = (it: Item) => t("heard.held", { what: what(it), reason: told(it.delivery.reason, it.delivery.reason_said) });
