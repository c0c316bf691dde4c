import { Failure } from "../api/failure";
import { failureWord, t } from "./catalogue";

/** Failures by their code. In English there are none: the server speaks it, and more exactly than a code can. */
export type Failures = Readonly<Record<Code, string>>;

/** Those that need an interaction: they come with what the server says of one. */
export type LaterFailures = Readonly<Record<LaterCode, string>>;

type Code =
  | "unreachable"
  | "busy"
  | "unavailable"
  | "internal"
  | "not_found"
  | "too_large"
  | "too_long"
  | "forbidden"
  | "unauthorized"
  | "session_expired"
  | "sign_in_refused"
  | "sign_in_unavailable"
  | "sign_in_again"
  | "not_signed"
  | "reload_zendesk"
  | "bad_number"
  | "no_line"
  | "crm_unavailable"
  | "no_host"
  | "not_vouched"
  | "host_silent"
  | "host_refused";

type LaterCode =
  | "answered_elsewhere"
  | "offer_gone"
  | "call_ended"
  | "call_in_progress"
  | "no_disposition"
  | "not_yours"
  | "already_dialled"
  | "closed"
  | "ticket_unknown"
  | "ticket_closed"
  | "not_held"
  | "unknown_write"
  | "no_voice"
  | "voice_unreachable"
  | "voice_refused";

/** One sentence for whatever was thrown. */
export function sentence(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return (thrown instanceof Failure ? failureWord(thrown.code) : undefined) ?? thrown.message;
}

/** Why something typed is not with the server yet, while it is sent again and again. */
export function notSavedYet(thrown: unknown): string {
  const silent = thrown instanceof Failure && thrown.status === 0;
  return t(silent ? "unsaved.unreachable" : "unsaved.busy");
}
