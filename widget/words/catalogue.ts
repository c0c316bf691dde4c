import type { ComponentChildren } from "preact";
import type { Noun, Said } from "../api/schema";
import { dialects, type Locale } from "./locale";

/** A sentence that counts: one form per plural of the language. */
export interface Counted {
  readonly one?: string;
  readonly other: string;
}

/** Sentences by their keys; one key means one sentence in a whole page. */
export type Words = Readonly<Record<string, string | Counted>>;

/** What every other language must say of what English says. */
export type Translated<English> = { readonly [K in keyof English]: English[K] extends string ? string : Counted };

/** What a CRM calls its records, in the forms that sentences have gaps for; other languages than English have others. */
export type Forms = Readonly<Record<string, string>>;
type Form = "ticket" | "Ticket" | "a_ticket" | "tickets";

type Sentence<V> = V extends { other: infer S } ? S : V;
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** The values a sentence needs; none, where it has no gaps. The account's noun is there; a sentence about another account brings its own. */
type Values<W, V> = [Exclude<Names<Sentence<W>>, Form>] extends [never]
  ? [noun?: Forms]
  : [values: Record<Exclude<Names<Sentence<W>>, Form | "count">, V> & (W extends Counted ? { count: number } : unknown)];

/** How a part of a page speaks: in the words that it knows of. */
export interface Vocabulary<W> {
  /** A sentence in the language that is spoken. */
  t<K extends keyof W>(key: K, ...values: Values<W[K], string | number>): string;
  /** A sentence with elements in it, for example a name that brings its own direction of writing. */
  say<K extends keyof W>(key: K, ...values: Values<W[K], ComponentChildren>): ComponentChildren[];
}

/** Words as a page loads them, with what only some of them bring. */
export interface Language {
  readonly words: Words;
  /** Failures by their codes; none in English, which the server speaks, and more exactly than a code can. */
  readonly failures?: Readonly<Record<string, string>>;
  /** What the server says, which it does in English: needed only when there is something to tell. */
  readonly server?: () => Promise<{ tell: (said: Said) => string | undefined; failures: Readonly<Record<string, string>> }>;
}

/** Where a part of a page has its words, one file for each language, of which a page loads the one it speaks. */
export type Source = Readonly<Record<Locale, () => Promise<Language>>>;

const sources = new Set<Source>();
let spoken: Locale = "en";
let noun: Noun = {};
let current: Record<string, string | Counted> = {};
let refusals: Record<string, string> = {};
let server: Language["server"];
let tell: ((said: Said) => string | undefined) | undefined;
let plurals = new Intl.PluralRules("en");

/** Loads a language, of every source there is and of those given; from then on the page speaks it. */
export async function speak(locale: Locale, ...more: Source[]): Promise<void> {
  for (const source of more) sources.add(source);
  let found: Language[] = [];
  while (found.length < sources.size) found = await Promise.all([...sources].map((source) => source[locale]())); // more may come while they load
  spoken = locale;
  current = {};
  refusals = {};
  server = tell = undefined;
  plurals = new Intl.PluralRules(locale);
  document.documentElement.lang = locale;
  for (const language of found) add(language);
}

/** Loads the words of a part that has come later. */
export async function include(source: Source): Promise<void> {
  let asked: Locale | undefined;
  let found: Language | undefined;
  while (asked !== spoken) found = await source[(asked = spoken)](); // the page may turn to another language meanwhile
  if (found === undefined || sources.has(source)) return;
  sources.add(source);
  add(found);
}

function add(language: Language): void {
  Object.assign(current, language.words);
  Object.assign(refusals, language.failures);
  server ??= language.server;
}

/** Calls records as an account's CRM does. */
export function callRecords(as: Noun): void {
  noun = as;
}

/** A sentence that has no gaps but those for the noun. */
export function named(sentence: string): string {
  return words.t(sentence);
}

export function locale(): Locale {
  return spoken;
}

/** The form of the language for dates, numbers and lists. */
export function dialect(): string {
  return dialects[spoken];
}

/** Loads what the server says in the language that is spoken; whether there is anything new to show. */
export async function learn(): Promise<boolean> {
  const from = server;
  server = undefined; // once
  if (from === undefined) return false;
  try {
    const more = await from();
    tell = more.tell;
    Object.assign(refusals, more.failures);
    return true;
  } catch {
    server = from; // the next occasion tries again
    return false;
  }
}

/** A sentence of the server's in the language that is spoken; its own English where there is no other. */
export function told(english: string | undefined, said: Said | undefined): string {
  return (said && tell?.(said)) ?? english ?? "";
}

/** What a failure of that code is in the language that is spoken, where it has a word for it. */
export function failureWord(code: string): string | undefined {
  return Object.hasOwn(refusals, code) ? named(refusals[code]!) : undefined;
}

/** Speaks with the words of that type, which whoever shows it has loaded before. */
export function vocabulary<W>(): Vocabulary<W> {
  return words as unknown as Vocabulary<W>; // each sentence names its own gaps; here they are just names
}

const words = {
  t: (key: string, values?: Record<string, string | number>): string => parts(key, values).join(""),
  say: parts<ComponentChildren>,
};

function parts<V>(key: string, values?: Record<string, V>): (string | V)[] {
  const found = current[key] ?? key; // a sentence stands for itself, and so does a key while nothing is spoken yet
  const sentence = typeof found === "string" ? found : (found[plurals.select(Number(values?.["count"])) as keyof Counted] ?? found.other);
  return sentence.split(/\{(\w+)\}/).map((part, n) => (n % 2 ? (values?.[part] ?? (noun[spoken] ?? noun["en"])?.[part] ?? "") : part));
}
