import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Where a page is shown, and in which language: what the server knows of whoever asks for it. */
const hosts = ["zendesk", "salesforce", "opencti", "standalone"];
const languages = ["en", "ja", "ko"];

/** Features that a page shows first and does not hold, and what they share. */
const features = { "agent.html": ["presence", "dial", "history", "shared"], "contact.html": [] };

/**
 * Writes preloads.json: for each page, by what is known, the files that its first chunk will
 * ask for, and those of what is seen first ("first", "first.ja"). Named in the page they come
 * with it, instead of a round trip or two later.
 */
export async function preloads(dist, pages) {
  const files = await readdir(path.join(dist, "assets"));
  const all = {};
  for (const page of pages) {
    const html = await readFile(path.join(dist, page), "utf8");
    const [, entry] = /src="\/widget\/assets\/([^"]+)"/.exec(html);
    const read = (file) => readFile(path.join(dist, "assets", file), "utf8");
    /** All that the page's script leads to, however late. */
    const reached = new Set([entry]);
    for (const file of reached) for (const found of files) if (found.endsWith(".js") && (await read(file)).includes(`./${found}`)) reached.add(found);
    const chunk = (name) => [...reached].filter((f) => f.startsWith(name + "-") && f.length === `${name}-12345678.js`.length);
    /** Chunks of these names, and what they import themselves, if the page does not bring it. */
    const withImports = async (names) => {
      const found = new Set(names.flatMap(chunk));
      for (const file of found) for (const [, f] of (await read(file)).matchAll(/from\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) if (f !== entry) found.add(f);
      return [...found];
    };
    const words = (language) => features[page].map((f) => `${f}.${language}`);
    all[page] = { first: await withImports(features[page]) };
    for (const name of page === "agent.html" ? [...hosts, ...languages] : languages) all[page][name] = await withImports([name]);
    for (const language of languages) all[page]["first." + language] = await withImports(words(language));
  }
  await writeFile(path.join(dist, "preloads.json"), JSON.stringify(all, null, 1) + "\n");
}
