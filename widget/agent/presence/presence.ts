import type { AgentStatus, MeState, MissedOffer, SetStatus } from "../../api/schema";
import { awayWord, usualReasons } from "../../words/away";
import { colleague, unnamed } from "../../words/people";
import type { Workspace, WorkspaceState } from "../shell/workspace";
import { t } from "./words";

/** What an agent can choose to be. A reason is one of the usual ones, by its code, or their own word for being away. */
export interface Wish {
  status: AgentStatus["chosen"];
  reason?: string;
}

export interface Presence {
  tone: "good" | "warn" | "bad" | "busy";
  text: string;
  /** What comes after the call; "" where the agent has not said. */
  then: string;
}

/** How the agent stands: the one source of what header and pane say of it. */
export function standing(state: WorkspaceState, onCall: boolean): AgentStatus["state"] | "connecting" | "reconnecting" | "signed_out" {
  if (state.live !== "live") return state.live;
  return onCall ? "busy" : (state.me?.status?.state ?? "available");
}

/** Whether calls reach the agent now, and if not, why. */
export function presenceOf(state: WorkspaceState, onCall: boolean): Presence {
  const s = state.me?.status;
  const then = s?.next === undefined ? "" : t("status.then", { status: nameOf({ status: s.next, ...reasoned(s.next_reason) }) });
  const stands = standing(state, onCall);
  switch (stands) {
    case "signed_out":
      return { tone: "bad", text: t("live.signed_out"), then: "" };
    case "connecting":
    case "reconnecting":
      return { tone: "warn", text: t(`live.${stands}`), then: "" };
    case "busy":
      return { tone: "busy", text: t("state.connected"), then };
    case "wrap_up":
      return { tone: "busy", text: t("state.wrap_up"), then };
    case "away":
      return { tone: "warn", text: nameOf({ status: "away", ...reasoned(s?.reason) }), then: "" };
    case "unreachable":
      return { tone: "bad", text: t("status.unreachable"), then: "" };
    case "available":
      return { tone: "good", text: t("live.live"), then: "" };
  }
}

export function nameOf(w: Wish): string {
  if (w.status === "available") return t("live.live");
  return w.reason === undefined || w.reason === "" ? t("status.away") : t("status.away_because", { reason: awayWord(w.reason) });
}

/** Whether a choice holds only once the agent is free: no call and no wrap-up. */
export function occupied(s: AgentStatus | undefined): boolean {
  return s?.state === "busy" || s?.state === "wrap_up";
}

/** What to choose from, with what holds, or will hold when the agent is free, first in mind. */
export function choices(s: AgentStatus | undefined): { wish: Wish; chosen: boolean }[] {
  const later = occupied(s) && s?.next !== undefined;
  const now: Wish = { status: (later ? s.next : s?.chosen) ?? "available", ...reasoned(later ? s.next_reason : s?.reason) };
  const usual: Wish[] = [{ status: "available" }, { status: "away" }, ...usualReasons.map((reason) => ({ status: "away" as const, reason }))];
  const same = (w: Wish) => w.status === now.status && (w.status === "available" || (w.reason ?? "") === (now.reason ?? ""));
  const all = usual.some(same) ? usual : [...usual, now]; // a word of their own
  return all.map((wish) => ({ wish, chosen: same(wish) }));
}

/** The request that makes a wish true: at once, or after the call. */
export function asked(s: AgentStatus | undefined, wish: Wish): SetStatus {
  if (s === undefined || !occupied(s)) return { ...wish };
  const now: SetStatus = { status: s.chosen, ...reasoned(s.reason) };
  if (wish.status === s.chosen && (wish.reason ?? "") === (s.reason ?? "")) return now;
  return { ...now, next: wish.status, ...(wish.reason === undefined ? {} : { next_reason: wish.reason }) };
}

function reasoned(reason: string | undefined): { reason?: string } {
  return reason === undefined || reason === "" ? {} : { reason };
}

/** Why an offer passed the agent by, in a sentence. */
export function whyMissed(m: MissedOffer): string {
  const text = m.text ?? "";
  if (m.reason === "away" && text !== "") return t("missed.away_because", { reason: awayWord(text) });
  if (m.reason === "taken") return t("missed.taken", { agent: colleague(text) });
  return t(`missed.${m.reason}` as "missed.busy"); // a reason has no values of its own
}

/** The offers that passed by since the agent was last told, and that they could not know of: nothing rang where they sat. */
export function newlyMissed(before: MeState | undefined, now: MeState): MissedOffer[] {
  const known = new Set((before?.missed ?? []).map((m) => m.interaction + m.at));
  return now.missed.filter((m) => !known.has(m.interaction + m.at) && (m.reason === "tab_frozen" || m.reason === "not_connected"));
}

/** What the agent wants to be: at once when they are free, else after the call. */
export async function choose(workspace: Workspace, wish: Wish): Promise<void> {
  await workspace.takeMe(workspace.client.json<MeState>("PUT", "/v1/me/status", asked(workspace.state.me?.status, wish)));
}

/** Tells of offers that passed the agent by and that they could not notice. */
export function tellMissed(workspace: Workspace): void {
  let { me } = workspace.state;
  workspace.subscribe(() => {
    const before = me;
    me = workspace.state.me;
    if (me === before || me?.status === undefined) return;
    const known = before?.status === undefined ? undefined : { status: before.status, missed: before.missed ?? [] };
    const missed = newlyMissed(known, { status: me.status, missed: me.missed ?? [] })[0];
    if (missed !== undefined) workspace.say(t("missed.told", { who: missed.who || unnamed(missed), why: whyMissed(missed) }));
  });
}
