// Salesforce publishes the types of its Metadata API as TypeScript declarations. They
// are regular enough to be read as what they are made from: a schema.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const scalars = {
  boolean: /^(true|false)$/,
  number: /^-?[0-9]+(\.[0-9]+)?$/,
};

export async function loadSchema() {
  const file = createRequire(import.meta.url).resolve("@salesforce/types/metadata").replace(/\.js$/, ".d.ts");
  const text = await readFile(file, "utf8");
  const types = new Map();
  for (const [, name, base, body] of text.matchAll(/^export type (\w+) = (?:(\w+) & )?\{\n([\s\S]*?)^\};/gm)) {
    const tags = new Map();
    for (const [, tag, optional, type, many] of body.matchAll(/^\s+(\w+)(\?)?: ([^;[\]]+)(\[\])?;/gm)) {
      tags.set(tag, { required: optional === undefined && many === undefined, many: many !== undefined, type });
    }
    types.set(name, { base, tags });
  }
  const values = new Map();
  for (const [, name, list] of text.matchAll(/^export type (\w+) = ((?:'[^']*'(?: \| )?)+);/gm)) {
    values.set(name, new Set([...list.matchAll(/'([^']*)'/g)].map((m) => m[1])));
  }
  if (types.size < 1000 || values.size < 500) throw new Error(`The types have another form by now: ${types.size} types, ${values.size} lists of values.`);
  return new Schema(types, values);
}

class Schema {
  #types;
  #values;

  constructor(types, values) {
    this.#types = types;
    this.#values = values;
  }

  /** Problems of an element that claims to be of a type. */
  check(type, content, at = type) {
    if (!this.#types.has(type)) return [`${at}: there is no type ${type}`];
    const tags = this.#tags(type);
    const found = [];
    for (const [name, given] of Object.entries(content)) {
      const tag = tags.get(name);
      if (tag === undefined) {
        found.push(`${at}: no tag <${name}>`);
        continue;
      }
      const all = Array.isArray(given) ? given : [given];
      if (all.length > 1 && !tag.many) found.push(`${at}: <${name}> more than once`);
      for (const one of all) found.push(...this.#value(tag.type, one, `${at}.${name}`));
    }
    for (const [name, tag] of tags) {
      if (tag.required && name !== "fullName" && !(name in content)) found.push(`${at}: <${name}> is missing`);
    }
    return found;
  }

  #value(type, value, at) {
    if (this.#types.has(type)) return this.check(type, typeof value === "object" ? value : {}, at);
    const allowed = this.#values.get(type);
    if (allowed !== undefined && !allowed.has(value)) return [`${at}: ${value} is none of ${[...allowed].join(", ")}`];
    if (scalars[type] !== undefined && !scalars[type].test(value)) return [`${at}: ${value} is no ${type}`];
    return [];
  }

  /** A type's own tags and those it inherits. */
  #tags(type) {
    const { base, tags } = this.#types.get(type);
    return base === undefined ? tags : new Map([...this.#tags(base), ...tags]);
  }
}
