// What it costs to add something, in figures: `make growth`, or `node scripts/growth.mjs PART`.
//
//   - files of a part (default: ask, the question to a customer), by their names, and the files
//     beside them that know of it: whoever adds such a part touches as many;
//   - imports of the pages that go in circles (Go knows none);
//   - chunks of the pages as they travel, of the last `npm run build`.
//
// Ends with 1 where more than eight files had to be touched or anything goes in circles.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const most = 8;
const part = process.argv[2] ?? "ask";
const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 }).split("\n").filter(Boolean);
const read = (file) => readFileSync(path.join(root, file), "utf8");

const source = /\.(go|tsx?|css|html|txt|json|yaml)$/;
const madeByMachine = /(^|\/)(generated\.go|contract\.ts|package-lock\.json)$/;
const test = /(_test\.go|\.test\.tsx?)$|(^|\/)(testdata|test|storetest|bench|torture|e2e)\//;
const files = git("ls-files", "server", "connectors", "templates", "config", "widget").filter((f) => source.test(f) && !madeByMachine.test(f));

// Of the part: files and folders of its name.
const named = new RegExp(`(^|/)${part}s?([._/]|$)`);
const own = files.filter((f) => named.test(f));
const capital = part[0].toUpperCase() + part.slice(1);
// A word of everyday language is no name of the part: "ask" and "asked" alone do not count.
const called = new RegExp(`^${part}(s|ed)?[A-Z]|${capital}(s|ed)?([A-Z]|$)`);
const names = new Set();
for (const f of own.filter((f) => f.endsWith(".go") && !test.test(f))) {
  for (const [, name] of read(f).matchAll(/^(?:func (?:\([^)]*\) )?|type |var |const |\t)(\w+)\b/gm)) if (called.test(name)) names.add(name);
}
const words = [...names].map((n) => `\\b${n}\\b`);
const mentions = new RegExp([...words, `["'/]${part}s?/feature["']`, `/v1/[\\w/{}]*/${part}s(/|:|$)`].join("|"), "m");
const code = (file) => read(file).replace(/^\s*(\/\/|\/\*|\*|#).*$/gm, "");
const touched = files.filter((f) => !named.test(f) && !test.test(f) && mentions.test(code(f)));

console.log(`${part}: ${own.filter((f) => !test.test(f)).length} files of its own, ${own.filter((f) => test.test(f)).length} of tests`);
console.log(`and ${touched.length} others that know of it (at most ${most}):`);
for (const f of touched) console.log(`  ${f}`);

// Circles among the pages' imports: what a file imports at once, types aside.
const pages = new Map();
const sources = files.filter((f) => f.startsWith("widget/") && /\.tsx?$/.test(f) && !test.test(f));
const known = new Set(sources);
for (const f of sources) {
  const to = [];
  for (const [, from] of read(f).matchAll(/^(?:import|export)(?! type)[^;]*?from "(\.[^"]+)"/gms)) {
    const at = path.posix.join(path.posix.dirname(f), from);
    const hit = [at, `${at}.ts`, `${at}.tsx`, `${at}/index.ts`].find((c) => known.has(c));
    if (hit !== undefined) to.push(hit);
  }
  pages.set(f, to);
}
const circles = [];
const done = new Set();
function walk(file, way) {
  const at = way.indexOf(file);
  if (at >= 0) return void circles.push([...way.slice(at), file]);
  if (done.has(file)) return;
  for (const next of pages.get(file) ?? []) walk(next, [...way, file]);
  done.add(file);
}
for (const f of sources) walk(f, []);
console.log(`\nimports of ${sources.length} files of the pages: ${circles.length} circles`);
for (const c of circles) console.log(`  ${c.map((f) => f.replace("widget/", "")).join(" → ")}`);

const assets = path.join(root, "widget/dist/assets");
if (existsSync(assets)) {
  const chunks = readdirSync(assets).filter((f) => /\.(js|css)$/.test(f));
  const size = (f, as) => statSync(path.join(assets, `${f}.${as}`)).size;
  const rows = chunks.map((f) => [f.replace(/-[\w-]{8}\.(js|css)$/, ".$1"), size(f, "gz"), size(f, "br")]).sort((a, b) => b[1] - a[1]);
  console.log("\nchunk                    gzip  brotli");
  for (const [f, gz, br] of rows) console.log(`${f.padEnd(22)} ${String(gz).padStart(6)} ${String(br).padStart(7)}`);
} else console.log("\nno chunks: npm run build makes them");

process.exitCode = touched.length > most || circles.length > 0 ? 1 : 0;
