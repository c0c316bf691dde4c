import type { Interaction } from "../api/schema";
import { t } from "./interaction";

export type CRM = "zendesk" | "salesforce";

export function crmName(crm: CRM): string {
  return t(`crm.${crm}`);
}

/** What the CRM calls a ticket. */
export function ticketWord(crm: CRM): string {
  return t(`ticket.${crm}`);
}

/** Whether it rings anywhere now; a server that does not say for whom says that it does. */
export function ringsSomewhere(i: Interaction): boolean {
  return i.state === "ringing" && (i.offer?.rings === undefined || i.offer.rings.length > 0);
}

export function stateWord(i: Interaction): string {
  if (i.state === "ringing" && !ringsSomewhere(i)) return t("state.waiting");
  if (i.state !== "closed") return t(`state.${i.state}`);
  return i.channel === "message" ? t("state.message") : outcomeWord(i);
}

export function outcomeWord(i: Interaction): string {
  // Who wrote instead of waiting on has said more than that they have gone.
  if (i.call?.outcome !== "answered" && i.items.some((it) => it.kind === "message")) return t("state.message");
  return t(`outcome.${i.call?.outcome ?? "ended"}`);
}
