// @vitest-environment node
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");
const folders = ["admin", "agent", "api", "customer", "hosts", "ui", "words", "worklist"];
const files = [...folders.flatMap((f) => readdirSync(path.join(root, f), { recursive: true, encoding: "utf8" }).map((file) => path.join(f, file))), "boot.ts", "voice.ts", "sounds.ts", "microphone.ts"].filter((f) => /\.tsx?$/.test(f));

/** All that a file imports of ours: at once or later, values or types. */
function imports(file: string): string[] {
  return ts
    .preProcessFile(readFileSync(path.join(root, file), "utf8"), true, true)
    .importedFiles.filter((i) => i.fileName.startsWith(".") && !/\.(css|json)\b/.test(i.fileName))
    .map((i) => resolve(path.join(path.dirname(file), i.fileName), file));
}

function resolve(to: string, from: string): string {
  const found = [to + ".ts", to + ".tsx", path.join(to, "index.ts")].find((f) => existsSync(path.join(root, f)));
  if (found === undefined) throw new Error(`${from} imports ${to}, which is not there`);
  return found;
}

/** The first way found that leads from a file back to itself. */
function circle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const follow = (file: string, way: string[]): string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const found = follow(next, [...way, file]);
      if (found !== undefined) return found;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const found = follow(file, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

const graph = new Map(files.map((f) => [f, imports(f)]));

describe("what imports what", () => {
  test("no file leads back to itself, not even by types or later", () => {
    expect(files.length).toBeGreaterThan(150);
    expect(circle(graph)).toBeUndefined();
  });

  test("the search finds a circle where there is one", () => {
    expect(circle(new Map([["a", ["b"]], ["b", ["c", "d"]], ["c", []], ["d", ["b"]]]))).toEqual(["b", "d", "b"]);
  });

  test("one place alone knows which hosts there are", () => {
    const hosts = ["zendesk", "salesforce", "opencti", "standalone"].map((h) => `hosts/${h}.ts`);
    const who = [...graph].filter(([, to]) => to.some((f) => hosts.includes(f))).map(([from]) => from);
    expect(who).toEqual(["hosts/open.ts"]);
  });

  test.each(["agent", "customer"])("in %s the shell knows no feature, and the list knows every one", (page) => {
    const features = [...new Set(files.filter((f) => new RegExp(`^${page}/[^/]+/feature\\.tsx?$`).test(f)))];
    expect(features.length).toBeGreaterThan(3);
    expect([...(graph.get(`${page}/features.ts`) ?? [])].filter((f) => !f.includes("/shell/") && f.startsWith(page)).sort()).toEqual(features.sort());
    const shell = [...graph].filter(([from]) => from.startsWith(`${page}/shell/`)).flatMap(([from, to]) => to.map((f) => [from, f] as const));
    const allowed = new RegExp(`^(${page}/(shell|languages)|api|hosts|ui|words|boot|voice)\\b`);
    expect(shell.filter(([, to]) => !allowed.test(to))).toEqual([]);
  });
});
