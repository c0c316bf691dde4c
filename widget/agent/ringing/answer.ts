import type { CallStarted, Interaction } from "../../api/schema";
import { sameRecord } from "../../hosts/host";
import { addressed, colleague } from "../../words/people";
import { inCall, isMine, isOn, ringsFor } from "../shell/arrange";
import type { Workspace } from "../shell/workspace";
import { t } from "./words";

export async function accept(workspace: Workspace, i: Interaction): Promise<void> {
  if (i.offer === undefined) return;
  await workspace.prepare();
  workspace.begin(await workspace.client.json<CallStarted>("POST", `/v1/interactions/${i.id}/accept`, { offer: i.offer.n, tab: workspace.tab }));
}

export async function decline(workspace: Workspace, i: Interaction): Promise<void> {
  if (i.offer === undefined) return;
  await workspace.command(i.id, "POST", "decline", { offer: i.offer.n });
}

/** What follows when a call rings, and when it rings no more. */
export function followCalls(workspace: Workspace): void {
  /** Ticket pages already opened, "interaction ticket", so that each comes up once. */
  const popped = new Set<string>();
  workspace.hear((now, before) => {
    const me = workspace.agent;
    const rings = (i: Interaction) => ringsFor(i, workspace.state.me);
    // Whom it made busy in another window may have been told that first.
    if (before?.state === "ringing" && (isMine(now, me) || rings(before)) && !rings(now)) stopped(workspace, now);
    if (isOn(now, me)) popOnce(workspace, now, popped);
    // Who rings with a ticket of their own has been here before: what was said then is shown beside.
    if (rings(now) && now.ticket.id !== before?.ticket.id) void workspace.fetchTicket(now.ticket.id);
  });
}

/** Says why it rings no more, unless the agent has done it here. */
function stopped(workspace: Workspace, i: Interaction): void {
  const me = workspace.agent;
  if (!workspace.takesCalls || (isMine(i, me) && i.offer?.tab === workspace.tab)) return;
  const name = addressed(i);
  const rings = [...workspace.state.interactions.values()].some((other) => ringsFor(other, workspace.state.me));
  if (inCall(i) && !rings) workspace.host.answeredElsewhere?.();
  if (inCall(i) && isMine(i, me)) workspace.say(t("ring.answered_by_you", { name }));
  else if (inCall(i)) workspace.say(t("ring.answered_by", { agent: colleague(i.agent?.name), name }));
  else if (i.call?.ended_at !== undefined) workspace.say(t("ring.hung_up", { name }));
}

/** Brings up the ticket of the call the agent has just taken, unless they are on it. */
function popOnce(workspace: Workspace, i: Interaction, popped: Set<string>): void {
  const { state, id, url } = i.ticket;
  if (state !== "chosen" || id === undefined || !workspace.takesCalls) return;
  if (i.offer?.tab !== workspace.tab) return;
  const key = i.id + " " + id;
  if (popped.has(key)) return;
  popped.add(key);
  if (!sameRecord(id, workspace.state.record)) workspace.host.pop({ id, url });
}
