import type { Language, Source } from "../words/catalogue";
import type { Locale } from "../words/locale";

type Modules = Record<string, () => Promise<Language>>;
const files = import.meta.glob(["../words/*.ts", "../words/interaction/*.ts", "../worklist/words/*.ts", "../agent/*/words/*.ts"]) as Modules;
const first = import.meta.glob("../agent/languages/*.ts") as Modules;

/** All that the agent's widget says with every feature there, as one source: what a test shows may come from any of them. */
async function everything(locale: Locale): Promise<Language> {
  const of = (m: Modules) => Promise.all(Object.entries(m).flatMap(([file, load]) => (file.endsWith(`/${locale}.ts`) ? [load()] : [])));
  const all = [...(await of(first)), ...(await of(files))];
  const server = all.find((l) => l.server !== undefined)?.server;
  return {
    words: Object.assign({}, ...all.map((l) => l.words)) as Language["words"],
    failures: Object.assign({}, ...all.map((l) => l.failures)) as NonNullable<Language["failures"]>,
    ...(server === undefined ? {} : { server }),
  };
}

export const allWords: Source = { en: () => everything("en"), ja: () => everything("ja"), ko: () => everything("ko") };
