// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "..");
const folders = ["admin", "agent", "customer", "hosts", "ui", "worklist"];
const files = folders.flatMap((f) => readdirSync(path.join(root, f), { recursive: true, encoding: "utf8" }).map((file) => path.join(f, file)));

function sources(ending: string): [name: string, text: string][] {
  return files.filter((f) => f.endsWith(ending)).map((f) => [f, readFileSync(path.join(root, f), "utf8")]);
}

test("no control is taken away from under the keyboard: aria-disabled keeps the focus, disabled drops it", () => {
  const found = sources(".tsx").flatMap(([name, text]) => [...text.replace(/<option[^>]*>/g, "").matchAll(/[\s]disabled(=|\s|>)/g)].map(() => name)); // an option of a list never has the keyboard
  expect(found).toEqual([]);
});

test("nothing is focused by an attribute: a page in a frame of another origin may not, and the browser complains", () => {
  expect(sources(".tsx").flatMap(([name, text]) => (/\bautofocus\b/i.test(text) ? [name] : []))).toEqual([]);
});

test("text is measured in rem or em, so that the size which the browser is set to counts", () => {
  const sheets = sources(".css");
  expect(sheets.length).toBeGreaterThan(20);
  const fixed = sheets.flatMap(([name, text]) => (text.match(/(font-size|--size|font):[^;]*\dpx/g) ?? []).map((rule) => `${name}: ${rule}`));
  expect(fixed).toEqual([]);
});

test("no line of text is held to a height in pixels", () => {
  const fixed = sources(".css").flatMap(([name, text]) => [...text.matchAll(/\.(top|row|button|input|link)\s*\{[^}]*?[^-]height:\s*\d+px/g)].map((m) => `${name}: ${m[0]}`));
  expect(fixed).toEqual([]);
});
