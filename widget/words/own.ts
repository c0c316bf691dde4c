import type { Language } from "./catalogue";

/** What the server says of parts that have come, by its codes, in the language that is spoken. */
export const own: Record<string, string> = {};

/** Words of a part that also says what the server says of it alone. */
export function withOwn(language: Language & { readonly own: Readonly<Record<string, string>> }): Language {
  Object.assign(own, language.own);
  return language;
}
