// Every metadata file against Salesforce's own description of its types.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { loadSchema } from "./schema.mjs";

const source = new URL("../force-app/main/default/", import.meta.url);
const schema = await loadSchema();
const reader = new XMLParser({ ignoreAttributes: true, ignoreDeclaration: true, parseTagValue: false });

/** Problems of one file. */
function problems(text) {
  const wellFormed = XMLValidator.validate(text);
  if (wellFormed !== true) return [`not well-formed: ${wellFormed.err.msg}`];
  const [[root, content]] = Object.entries(reader.parse(text));
  return schema.check(root, content);
}

const described = (await readdir(source, { recursive: true })).filter((name) => name.endsWith("-meta.xml")).sort();

test("there is something to check", () => assert.ok(described.length >= 30, `${described.length} files`));

for (const name of described) {
  test(name, async () => assert.deepEqual(problems(await readFile(new URL(name, source), "utf8")), []));
}

const site = (inner) => `<?xml version="1.0"?><CspTrustedSite xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</CspTrustedSite>`;
const whole = "<endpointUrl>https://x.example.com</endpointUrl><isActive>true</isActive>";

test("what is wrong is found", () => {
  assert.deepEqual(problems(site(whole)), []);
  for (const [inner, word] of [
    ["<endpointUrl>https://x.example.com</endpointUrl>", "isActive"],
    [whole + "<colour>red</colour>", "colour"],
    [whole + "<context>EVERYWHERE</context>", "EVERYWHERE"],
    [whole + "<canAccessCamera>yes</canAccessCamera>", "yes"],
    [whole + "<isActive>true</isActive>", "more than once"],
    [whole + "<context>", "well-formed"],
  ]) {
    assert.ok(problems(site(inner)).some((p) => p.includes(word)), `${inner}: ${problems(site(inner))}`);
  }
  assert.ok(problems("<NoSuchThing/>").some((p) => p.includes("NoSuchThing")));
});
