import { use, type Language } from "./catalogue";
import type { Locale } from "./locale";

// Each language is a file of its own, and a page loads the one it speaks.
const load: Record<Locale, () => Promise<Language>> = {
  en: () => import("./en"),
  ja: () => import("./ja"),
  ko: () => import("./ko"),
};

/** Loads a language of the agent's pages; from then on the page speaks it. */
export async function speak(locale: Locale): Promise<void> {
  use(locale, await load[locale]());
}
