import { locale } from "../../words/catalogue";
import { dialects, type Locale } from "../../words/locale";

/** Something that customers ask about, as the company's page has told it. */
export interface Issue {
  /** What is stored: its text in the organisation's language. */
  code: string;
  /** Its texts by language, where there are several. */
  labels?: Labels;
  children?: Issue[];
}

type Labels = Partial<Record<Locale, string>>;

/** What the company's page tells, eight steps deep: a label is a text, or texts by language. */
export function issuesOf(told: unknown, organisation: string, depth = 0): Issue[] {
  if (!Array.isArray(told) || depth > 7) return [];
  return (told as ({ label?: unknown; children?: unknown } | null)[]).flatMap((t) => {
    const labels = byLanguage(t?.label);
    const code = text(t?.label) || (labels && (labels[organisation as Locale] ?? Object.values(labels)[0])) || "";
    return code === "" ? [] : [{ code, ...(labels && { labels }), children: issuesOf(t?.children, organisation, depth + 1) }];
  });
}

const text = (told: unknown): string => (typeof told === "string" ? told.trim().slice(0, 120) : "");

function byLanguage(told: unknown): Labels | undefined {
  if (typeof told !== "object" || told === null) return undefined;
  return Object.fromEntries(Object.entries(told).flatMap(([language, said]) => (language in dialects && text(said) ? [[language, text(said)]] : []))) as Labels;
}

/** An issue in the language that is spoken, or in the organisation's. */
export const issueText = (i: Issue): string => i.labels?.[locale()] ?? i.code;
