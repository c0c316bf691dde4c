import { Failure } from "../api/failure";
import { has, locale, t } from "./catalogue";

/** One sentence for whatever was thrown. */
export function sentence(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // The server speaks English, and more exactly than a code can.
  const key = thrown instanceof Failure ? "failure." + thrown.code : "";
  return locale() !== "en" && has(key) ? t(key as "failure.busy") : thrown.message;
}

/** Why something typed is not with the server yet, while it is sent again and again. */
export function notSavedYet(thrown: unknown): string {
  const silent = thrown instanceof Failure && thrown.status === 0;
  return t(silent ? "unsaved.unreachable" : "unsaved.busy");
}
