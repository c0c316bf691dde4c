import { Failure } from "../api/failure";

/** The first three characters of an id say which object it is of; these are the same in every organisation. */
const casePrefix = "500";

/** The id, if it is a Case's: among Salesforce's records only Cases are tickets. */
export function caseID(id: unknown): string | undefined {
  return typeof id === "string" && id.startsWith(casePrefix) ? id : undefined;
}

/** Nobody who could be asked who the agent is. */
export const unvouched = "Salesforce did not confirm who you are. Reload the page to try again.";

export function strange(): Failure {
  return new Failure(0, "no_host", "Salesforce did not say which page this is on. Open Deskside from inside Salesforce.");
}
