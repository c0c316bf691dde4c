import { dialects } from "../../words/locale";

/** What is wrong with the labels of a company's page, for its developers: sentences for the console. */
export function mistakesIn(told: unknown, organisation: string, at = "issues"): string[] {
  if (!Array.isArray(told)) return [];
  return (told as ({ label?: unknown; children?: unknown } | null)[]).flatMap((t, n) => {
    const here = `${at}[${n}]`;
    const own = typeof t?.label === "object" && t.label !== null ? ofLabel(t.label, organisation, here + ".label") : [];
    return [...own, ...mistakesIn(t?.children, organisation, here + ".children")];
  });
}

function ofLabel(label: object, organisation: string, at: string): string[] {
  const said = Object.entries(label) as [string, unknown][];
  const found = said.flatMap(([language, text]) => {
    if (!Object.hasOwn(dialects, language)) return [`${at}: Deskside speaks no language "${language}"; it speaks ${Object.keys(dialects).join(", ")}.`];
    return typeof text !== "string" || text.trim() === "" ? [`${at}.${language}: must be a text.`] : [];
  });
  return Object.hasOwn(label, organisation) ? found : [...found, `${at}: has no text in "${organisation}", the organisation's language.`];
}

/** Tells them. */
export function tellMistakes(told: unknown, organisation: string): void {
  for (const mistake of mistakesIn(told, organisation)) console.error("Deskside: " + mistake);
}
