import type { Field } from "../../api/schema";
import type { words } from "./words/en";
import { t } from "./words";

/** How a field is called: one that Deskside made in the reader's language, a company's own as the company calls it. */
export function fieldLabel({ key, label, own }: Field): string {
  const code = `label.${key}`;
  const said = own ? t(code as Extract<keyof typeof words, `label.${string}`>) : code;
  return said === code ? label || key : said; // a newer server makes others
}
