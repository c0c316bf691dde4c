import { Failure } from "../api/failure";
import { failureWord } from "./catalogue";

/** Failures by their code. In English there are none: the server speaks it, and more exactly than a code can. */
export type Failures = Readonly<Record<Code, string>>;

/** Those that need an interaction, or a page that is not let in: they come with what the server says. */
export type LaterFailures = Readonly<Record<LaterCode, string>>;

type Code =
  | "unreachable"
  | "busy"
  | "unavailable"
  | "internal"
  | "not_found"
  | "forbidden"
  | "unauthorized"
  | "session_expired"
  | "sign_in_unavailable"
  | "sign_in_again"
  | "not_vouched"
  | "host_silent";

type LaterCode =
  | "sign_in_refused"
  | "not_signed"
  | "reload_zendesk"
  | "crm_unavailable"
  | "no_host"
  | "host_refused"
  | "too_large"
  | "too_long"
  | "answered_elsewhere"
  | "offer_gone"
  | "call_ended"
  | "call_in_progress"
  | "no_disposition"
  | "not_yours"
  | "not_your_wrap_up"
  | "already_dialled"
  | "closed"
  | "ticket_unknown"
  | "ticket_closed"
  | "not_held"
  | "number_not_allowed"
  | "country_not_allowed"
  | "too_many_calls"
  | "unknown_write"
  | "answered_in_another_tab"
  | "too_many_items"
  | "empty_note"
  | "empty_closing_note"
  | "no_reason"
  | "no_voice"
  | "voice_unreachable"
  | "voice_refused"
  | "microphone_refused"
  | "microphone_missing"
  | "microphone_busy";

/** One sentence for whatever was thrown. */
export function sentence(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return (thrown instanceof Failure ? failureWord(thrown.code) : undefined) ?? thrown.message;
}
