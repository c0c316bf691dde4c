import type { Interaction, Me, Offer } from "../../api/schema";
import { sameRecord } from "../../hosts/host";

/** Who looks, and from where. */
export interface Viewpoint {
  me: Me | undefined;
  record: string | undefined;
}

export interface Arrangement {
  ringing: Interaction[];
  /** The call that the agent is on. */
  call: Interaction | undefined;
  /** What waits for a person: an unclear ticket, something held, a wrap-up not done. */
  needs: Interaction[];
  /** The rest: the open ticket's first, then the newest. */
  recent: Interaction[];
}

export function isMine(i: Interaction, agent: string): boolean {
  return i.agent?.id === agent;
}

export function inCall(i: Interaction): boolean {
  return i.state === "claimed" || i.state === "dialling" || i.state === "connected";
}

/** Whether the agent is on it: it is theirs, or they have accepted it from who has it. */
export function isOn(i: Interaction, agent: string): boolean {
  return inCall(i) && (isMine(i, agent) || i.transfer?.receiver?.id === agent);
}

/** Whether it is being transferred; who still has it is busy. */
export function passedOn({ transfer }: Interaction): boolean {
  return !!transfer && !transfer.ended_at;
}

/** Whether it rings for the agent, by the offer's rule and by what they are now. */
export function ringsFor(i: Interaction, me: Me | undefined): boolean {
  const { offer } = i;
  return (i.state === "ringing" || (passedOn(i) && !offer?.claimed)) && !!offer?.rule && !!me && !offer.declined.includes(me.agent.id) && (offer.lost === me.agent.id || (me.status.state === "available" && isFor(offer, me)));
}

/** Whether it is the agent's turn, and they are able. */
function isFor({ agent, group, queues, language }: Offer, { agent: { id }, abilities: can }: Me): boolean {
  return (agent ?? id) === id && (!can || (!(can.group > group!) && (!queues || queues.some((q) => can.queues.includes(q))) && (!language || can.languages.includes(language))));
}

/** Whether anything of it is held, or on its way; a head has no items that would tell. */
export function unsettled(i: Interaction, as: "held" | "waiting"): boolean {
  return i.unsettled ? i.unsettled[as] > 0 : i.items.some((it) => it.delivery.state === as);
}

export function needsPerson(i: Interaction, agent: string): boolean {
  if ((i.state === "wrap_up" && i.channel === "voice") || i.put_off === true) return isMine(i, agent);
  // A call somebody else is on is theirs to sort out while it lasts.
  if (i.state === "starting" || i.state === "ringing" || inCall(i)) return false;
  return i.ticket.state === "unclear" || unsettled(i, "held");
}

export function onRecord(i: Interaction, record: string | undefined): boolean {
  return i.ticket.state === "chosen" && sameRecord(i.ticket.id, record);
}

export function arrange(interactions: Iterable<Interaction>, v: Viewpoint): Arrangement {
  const agent = v.me?.agent.id ?? "";
  const all = [...interactions].sort((a, b) => b.started_at.localeCompare(a.started_at) || b.id.localeCompare(a.id));
  const call = all.find((i) => isOn(i, agent));
  const ringing = all.filter((i) => ringsFor(i, v.me)).reverse(); // who has waited longest comes first
  const rest = all.filter((i) => i !== call && !ringing.includes(i));
  const needs = rest.filter((i) => needsPerson(i, agent));
  const others = rest.filter((i) => !needs.includes(i));
  return {
    ringing,
    call,
    needs,
    recent: [...others.filter((i) => onRecord(i, v.record)), ...others.filter((i) => !onRecord(i, v.record))],
  };
}
