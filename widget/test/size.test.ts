// @vitest-environment node
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";

const dist = path.join(import.meta.dirname, "../dist");
const built = existsSync(path.join(dist, "agent.html"));
const required = process.env["CI"] === "true" || process.env["DESKSIDE_REQUIRE_ALL"] === "1";

/** Any mention of another built file; or only those that the browser fetches with it, before it runs. */
const mentions = /["'`](?:\.\/|assets\/)([\w.-]+\.(?:js|css))["'`]/g;
const imports = /(?:from|import)\s*["'`](?:\.\/|assets\/)([\w.-]+\.(?:js|css))["'`]/g;

/** Everything a page, or a chunk of it, loads; by default also what it loads later, on demand. */
function loads(from: string, by = mentions): string[] {
  const found = new Set<string>();
  const follow = (file: string) => {
    if (found.has(file)) return;
    found.add(file);
    if (!file.endsWith(".js")) return;
    for (const [, name] of read(file).matchAll(by)) if (name !== undefined) follow("assets/" + name);
  };
  if (from.endsWith(".html")) for (const [, name] of read(from).matchAll(/\/widget\/(assets\/[\w.-]+)"/g)) follow(name ?? "");
  else follow(from);
  return [...found];
}

function chunk(name: string): string {
  const found = loads("agent.html").filter((f) => f.startsWith(`assets/${name}-`));
  expect(found, name).toHaveLength(1);
  return found[0]!;
}

const read = (file: string) => readFileSync(path.join(dist, file), "utf8");
const weight = (files: string[]) => files.reduce((sum, f) => sum + gzipSync(readFileSync(path.join(dist, f))).length, 0);

describe.runIf(built || required)("what is built stays small (npm run build first)", () => {
  test("the loader is one classic script under 6 kB", () => {
    const loader = readFileSync(path.join(dist, "contact.js"));
    expect(loader.length).toBeLessThan(6 * 1024);
    expect(loader.toString()).not.toMatch(/^\s*(import|export)\b/m);
  });

  test("the loader weighs at most 3 kB, compressed", () => {
    expect(weight(["contact.js"])).toBeLessThanOrEqual(3 * 1024);
  });

  const hosts = ["zendesk", "salesforce", "opencti", "standalone"];
  const pages = hosts.flatMap((host) => ["en", "ja", "ko"].map((language) => [host, language] as const));
  test.each(pages)("the widget in %s, in %s, weighs at most 40 kB, compressed, until a call needs voice", (host, language) => {
    const files = new Set(["agent.html", ...loads("agent.html", imports), ...loads(chunk(host), imports), ...loads(chunk(language), imports)]);
    expect([...files].filter((f) => f.endsWith(".css"))).toHaveLength(1);
    expect([...files].join()).not.toContain("voice-");
    expect(weight([...files])).toBeLessThanOrEqual(40 * 1024);
  });

  test.each([
    ["contact.html", 60],
    ["agent.html", 90],
    ["admin.html", 60],
  ])("%s loads less than %i kB, compressed", (page, kilobytes) => {
    const files = loads(page);
    expect(files.some((f) => f.endsWith(".js"))).toBe(true);
    expect(weight(files)).toBeLessThan(kilobytes * 1024);
  });

  test("only Zendesk's chunk carries Zendesk's SDK", () => {
    const carriers = readdirSync(path.join(dist, "assets")).filter((f) => read("assets/" + f).includes("iframe.handshake"));
    expect(carriers).toHaveLength(1);
    expect(carriers[0]).toMatch(/^zendesk-/);
  });

  test("pages have a place for their boot record and no inline script", () => {
    for (const page of ["agent.html", "admin.html", "contact.html"]) {
      expect(read(page)).toContain("<!--boot-->");
      expect(read(page)).not.toMatch(/<script(?![^>]*\ssrc=)/);
    }
    expect(existsSync(path.join(dist, ".gitkeep"))).toBe(true);
  });
});
