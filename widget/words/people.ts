import type { Interaction } from "../api/schema";
import { t } from "./shared";

/** The name they gave, or whom the CRM knows by the number. */
export function nameOf(i: Interaction): string {
  return i.customer.name || i.ticket.requester?.name || "";
}

/** The number that they call from or are called at, as people write it, with what stands behind it; "" if there is none. */
export function numberOf(i: Interaction): string {
  const { customer, call } = i;
  const number = customer.phone_shown || customer.phone || (i.direction === "outbound" ? call?.to_shown : call?.from_shown) || "";
  return customer.extension ? t("number.extension", { number, extension: customer.extension }) : number;
}

/** What to call the customer: by name where there is one. */
export function callerName(i: Interaction): string {
  return nameOf(i) || (i.customer.phone && numberOf(i)) || i.customer.email || numberOf(i) || unnamed(i);
}

/** Who gave neither a name nor a number: a page's visitor, or a caller. */
export function unnamed(of: { app?: string }): string {
  return t(of.app ? "who.visitor" : "who.unknown");
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
