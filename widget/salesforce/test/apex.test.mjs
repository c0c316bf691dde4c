// The classes are Apex, as far as a parser knows: whether they compile only an
// organisation can say. And what the components and the widget call is there.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { ApexErrorListener, ApexParserBaseListener, ApexParserFactory, ApexParseTreeWalker } from "@apexdevtools/apex-parser";

const source = new URL("../force-app/main/default/", import.meta.url);

class Complaints extends ApexErrorListener {
  all = [];
  apexSyntaxError(line, column, message) {
    this.all.push(`${line}:${column} ${message}`);
  }
}

/** Methods of the outermost class, with their modifiers and annotations. */
class Methods extends ApexParserBaseListener {
  all = new Map();
  enterMethodDeclaration(method) {
    const declaration = method.parentCtx.parentCtx; // with its modifiers
    if (declaration.parentCtx.parentCtx.parentCtx?.parentCtx?.parentCtx != null) return; // of a class within
    this.all.set(method.id().getText(), {
      modifiers: declaration.modifier_list().map((m) => m.getText().toLowerCase()),
      parameters: (method.formalParameters().formalParameterList()?.formalParameter_list() ?? []).map((p) => p.id().getText()),
    });
  }
}

function parse(text) {
  const complaints = new Complaints();
  const { parser } = ApexParserFactory.createLexerAndParser(text, complaints);
  const unit = parser.compilationUnit();
  const methods = new Methods();
  if (complaints.all.length === 0) ApexParseTreeWalker.DEFAULT.walk(methods, unit);
  return { complaints: complaints.all, methods: methods.all };
}

const files = (await readdir(new URL("classes/", source))).filter((name) => name.endsWith(".cls"));
const classes = new Map();
for (const name of files) classes.set(name.replace(/\.cls$/, ""), parse(await readFile(new URL(`classes/${name}`, source), "utf8")));

test("every class parses", () => {
  assert.ok(files.length >= 2);
  for (const [name, { complaints }] of classes) assert.deepEqual(complaints, [], name);
});

test("a slip of the pen is noticed", () => {
  assert.notDeepEqual(parse("public class X { void f() { return }").complaints, []);
});

test("what the components import from Apex is offered to them", async () => {
  let imports = 0;
  for (const bundle of await readdir(new URL("lwc/", source))) {
    const code = await readFile(new URL(`lwc/${bundle}/${bundle}.js`, source), "utf8");
    for (const [, name, method] of code.matchAll(/@salesforce\/apex\/(\w+)\.(\w+)/g)) {
      imports++;
      const found = classes.get(name)?.methods.get(method);
      assert.ok(found, `${bundle} calls ${name}.${method}`);
      assert.ok(found.modifiers.includes("static") && found.modifiers.some((m) => m.startsWith("@auraenabled")), `${name}.${method}: ${found.modifiers}`);
    }
  }
  assert.ok(imports >= 2);
});

test("Open CTI reaches the proof with the names that the widget sends", () => {
  const proof = classes.get("DesksideAgent").methods.get("proof");
  assert.ok(proof.modifiers.includes("webservice") && proof.modifiers.includes("static"), String(proof.modifiers));
  assert.deepEqual(proof.parameters, ["nonce", "audience"]);
});
