import { fill, use, type Language } from "../words/catalogue";
import type { Locale } from "../words/locale";
import type { words as english } from "./words/en";

type Source = typeof english;

/** What the contact page says in every language. */
export type Words = { readonly [K in keyof Source]: string };

/** What it says of failures, by their codes; in English the server's own sentences are more exact. */
export type Refusals = Readonly<Record<string, string>>;

type Gaps<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Gaps<Rest> : never;

// Each language is a file of its own, and the page loads the one it speaks.
const load: Record<Locale, () => Promise<Language>> = {
  en: () => import("./words/en"),
  ja: () => import("./words/ja"),
  ko: () => import("./words/ko"),
};

/** Loads a language; from then on the page speaks it. */
export async function speak(locale: Locale): Promise<void> {
  use(locale, await load[locale]());
  document.title = t("title");
}

/** A sentence for the customer. */
export function t<K extends keyof Source>(key: K, ...[values]: [Gaps<Source[K]>] extends [never] ? [] : [Record<Gaps<Source[K]>, string | number>]): string {
  return fill(key, values);
}
