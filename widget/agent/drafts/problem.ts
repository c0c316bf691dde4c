import { Failure } from "../../api/failure";
import { t } from "./words";

/** Why something typed is not with the server yet, while it is sent again and again. */
export function notSavedYet(thrown: unknown): string {
  const silent = thrown instanceof Failure && thrown.status === 0;
  return t(silent ? "unsaved.unreachable" : "unsaved.busy");
}
