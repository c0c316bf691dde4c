import type { Interaction } from "../api/schema";
import { t } from "./interaction";

export type CRM = "zendesk" | "salesforce";

export function crmName(crm: CRM): string {
  return t(`crm.${crm}`);
}

/** What the CRM calls a record, as it stands before a number. */
export function ticketWord(): string {
  return t("ticket.word");
}

/** Whether it rings anywhere now. */
export function ringsSomewhere(i: Interaction): boolean {
  return i.state === "ringing" && i.offer?.rung !== 0;
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
