import type { Interaction, Item } from "../api/schema";
import { t } from "./interaction";

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

export function stateWord(i: Interaction): string {
  if (i.state !== "closed") return t(`state.${i.state}`);
  return i.channel === "message" ? t("state.message") : outcomeWord(i);
}

export function outcomeWord(i: Interaction): string {
  return t(`outcome.${i.call?.outcome ?? "ended"}`);
}
