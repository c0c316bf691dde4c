import type { Interaction } from "../../api/schema";
import { callerName } from "../../words/people";

/** A stretch of a call: somebody on the line, or the customer without anybody. */
export interface Stretch {
  kind: "customer" | "agent" | "waited" | "alone";
  /** Who it is; "" where the customer waits. */
  name: string;
  from: string;
  /** Undefined while it lasts. */
  to: string | undefined;
  /** The connection broke: nobody meant to end it. */
  lost: boolean;
  /** Asked to help: the call was another's. */
  consulted: boolean;
}

/** A call in stretches, in the order in which they began: without an agent who has been on the line there is nothing to tell. */
export function stretches(i: Interaction): Stretch[] {
  const call = i.call;
  const legs = call?.legs ?? [];
  if (call === undefined || legs.length === 0) return [];
  const over = call.ended_at;
  const there = i.direction === "inbound" ? call.arrived_at : call.answered_at;
  const found: Stretch[] = [];
  const add = (kind: Stretch["kind"], name: string, from: string, to: string | undefined, lost = false, consulted = false) => found.push({ kind, name, from, to, lost, consulted });
  if (there !== undefined) add("customer", callerName(i), there, over);
  if (i.direction === "inbound" && there !== undefined) add("waited", "", there, legs[0]?.joined_at);
  for (const [n, leg] of legs.entries()) {
    const left = leg.left_at !== undefined && over !== undefined && Date.parse(leg.left_at) > Date.parse(over) ? over : (leg.left_at ?? over);
    add("agent", leg.agent.name || leg.agent.id, leg.joined_at, left, leg.lost, leg.consulted);
    const next = legs.slice(n + 1).find((l) => l.consulted !== true)?.joined_at ?? over;
    if (leg.lost === true && left !== undefined && next !== left) add("alone", "", left, next);
  }
  return found.map((s, n) => ({ s, n })).sort((a, b) => Date.parse(a.s.from) - Date.parse(b.s.from) || a.n - b.n).map(({ s }) => s);
}
