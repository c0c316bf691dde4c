import type { Interaction } from "../../api/schema";

const orderKeys = ["order", "order_id", "order_number"];

/** What is known already that somebody may be found by: the order, and what the customer said of themselves. */
export function suggestions(i: Interaction): string[] {
  const order = [...i.packet.signed, ...i.packet.unsigned].find((f) => orderKeys.includes(f.key))?.value;
  const known = [order, i.customer.email, i.customer.phone, i.customer.name];
  return [...new Set(known.filter((v): v is string => v !== undefined && v.trim() !== ""))];
}

/** Whether the ticket is somebody else's, whatever is said of the customer: only a new one can be theirs. */
export function isAnothers({ ticket }: Interaction): boolean {
  return ticket.state === "chosen" && ticket.rule !== "new" && ticket.requester?.id !== undefined;
}
