import type { Interaction } from "../api/schema";
import { t } from "./shared";

/** The name they gave, or whom the CRM knows by the number. */
export function nameOf(i: Interaction): string {
  return i.customer.name || i.ticket.requester?.name || "";
}

/** The number that they call from or are called at, as people write it, with what stands behind it; "" if there is none. */
export function numberOf(i: Interaction): string {
  const { customer, call } = i;
  const there = i.direction === "outbound" ? call?.to_shown || call?.to : call?.from_shown || call?.from;
  const number = customer.phone_shown || customer.phone;
  if (number && customer.extension) return t("number.extension", { number, extension: customer.extension });
  return number || there || "";
}

/** What to call the customer: by name where there is one. */
export function callerName(i: Interaction): string {
  return nameOf(i) || (i.customer.phone && numberOf(i)) || i.customer.email || numberOf(i) || t("who.unknown");
}

/** The customer inside a sentence, as politely as the language has it. */
export function addressed(i: Interaction): string {
  const name = nameOf(i);
  return name === "" ? callerName(i) : t("who.named", { name });
}

/** A colleague inside a sentence. */
export function colleague(name: string | undefined): string {
  return name === undefined || name === "" ? t("who.somebody") : t("who.agent", { name });
}
