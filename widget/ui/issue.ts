import { locale } from "../words/catalogue";
import type { Interaction } from "../api/schema";

/** The steps of an issue, from the general to the particular, in the reader's language where they have it. */
export function issue({ issue_path, issue_labels }: Pick<Interaction, "issue_path" | "issue_labels">): string {
  return issue_path.map((step, n) => issue_labels?.[n]?.[locale()] ?? step).join(" › ");
}
