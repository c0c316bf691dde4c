/** Languages the widget speaks, and the form of each in which dates and numbers are written. */
export const dialects = { en: "en-GB", ja: "ja-JP", ko: "ko-KR" } as const;

export type Locale = keyof typeof dialects;

/** The first of the wished-for languages ("ja", "en-US", …) that the widget speaks; English where there is none. */
export function pick(...wishes: readonly (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    const language = wish?.toLowerCase().split(/[-_]/)[0] ?? "";
    if (Object.hasOwn(dialects, language)) return language as Locale;
  }
  return "en";
}
