import type { ComponentChildren } from "preact";
import type { Said } from "../api/schema";
import type { words as english } from "./en";
import { dialects, type Locale } from "./locale";

type Source = typeof english;

/** What can be said. */
export type Key = keyof Source;

/** A sentence that counts: one form per plural of the language. */
export interface Counted {
  readonly one?: string;
  readonly other: string;
}

/** What every language must say. */
export type Catalogue = { readonly [K in Key]: Source[K] extends string ? string : Counted };

type Sentence<V> = V extends { other: infer S } ? S : V;
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** The values a sentence needs; none, where it has no gaps. */
type Values<K extends Key, V> = [Names<Sentence<Source[K]>>] extends [never] ? [] : [values: Record<Exclude<Names<Sentence<Source[K]>>, "count">, V> & (Source[K] extends Counted ? { count: number } : unknown)];

/** A language, as a page loads it. */
export interface Language {
  words: Readonly<Record<string, string | Counted>>;
  failures?: Readonly<Record<string, string>>;
  /** What the server says, which it does in English: needed only when there is something to tell. */
  server?: () => Promise<{ tell: (said: Said) => string | undefined; failures: Readonly<Record<string, string>> }>;
}

let spoken: Locale = "en";
let current: Language["words"] = {};
let refusals: Readonly<Record<string, string>> = {};
let server: Language["server"];
let tell: ((said: Said) => string | undefined) | undefined;
let plurals = new Intl.PluralRules("en");

/** From now on the page speaks that language. */
export function use(locale: Locale, language: Language): void {
  current = language.words;
  refusals = language.failures ?? {};
  server = language.server;
  tell = undefined;
  spoken = locale;
  plurals = new Intl.PluralRules(locale);
  document.documentElement.lang = locale;
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
    refusals = { ...refusals, ...more.failures };
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
  return Object.hasOwn(refusals, code) ? refusals[code] : undefined;
}

/** A sentence in the language that is spoken. */
export function t<K extends Key>(key: K, ...[values]: Values<K, string | number>): string {
  return fill(key, values);
}

/** The same for any catalogue in use: its page knows which keys there are. */
export function fill(key: string, values: unknown): string {
  return parts<string | number>(key, values).join("");
}

/** A sentence with elements in it, for example a name that brings its own direction of writing. */
export function say<K extends Key>(key: K, ...[values]: Values<K, ComponentChildren>): ComponentChildren[] {
  return parts<ComponentChildren>(key, values);
}

function parts<V>(key: string, given: unknown): (string | V)[] {
  const values = given as Record<string, V> | undefined; // each sentence names its own gaps; here they are just names
  const found = current[key];
  if (found === undefined) return [key]; // nothing is spoken yet
  const sentence = typeof found === "string" ? found : (form(found, Number(values?.["count"])) ?? found.other);
  return sentence.split(/\{(\w+)\}/).map((part, n) => (n % 2 === 0 ? part : (values?.[part] ?? "")));
}

function form(counted: Counted, count: number): string | undefined {
  return counted[plurals.select(count) as keyof Counted];
}
