import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** What a page asks for as soon as it runs, by what the server knows of it: where it is shown, and in which language. */
const known = ["zendesk", "salesforce", "opencti", "standalone", "en", "ja", "ko"];

/**
 * Writes preloads.json: for each page, by what is known, the files that its first chunk will
 * ask for. Named in the page they come with it, instead of one round trip later.
 */
export async function preloads(dist, pages) {
  const files = await readdir(path.join(dist, "assets"));
  const all = {};
  for (const page of pages) {
    const html = await readFile(path.join(dist, page), "utf8");
    const first = await readFile(path.join(dist, /src="\/widget\/(assets\/[^"]+)"/.exec(html)[1]), "utf8");
    const asked = (code) => files.filter((f) => code.includes(`./${f}`));
    all[page] = Object.fromEntries(
      await Promise.all(
        known.map(async (name) => {
          const chunk = asked(first).find((f) => f.startsWith(name + "-") && f.length === name.length + "-12345678.js".length);
          if (chunk === undefined) return [name, []];
          const code = await readFile(path.join(dist, "assets", chunk), "utf8");
          // What it imports itself, if that is not the first chunk again.
          const more = [...code.matchAll(/from\s*["'`]\.\/([\w.-]+\.js)["'`]/g)].map(([, f]) => f).filter((f) => !html.includes(f));
          return [name, [chunk, ...new Set(more)]];
        }),
      ),
    );
  }
  await writeFile(path.join(dist, "preloads.json"), JSON.stringify(all, null, 1) + "\n");
}
