import { readFileSync } from "node:fs";
import ts from "typescript";

/** Attributes whose text a person reads or hears. */
const read = new Set(["alt", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "empty", "label", "placeholder", "text", "title"]);
/** Attributes that hold lists of names for machines. */
const machine = new Set(["class", "autocomplete", "rel", "viewBox", "d"]);

/** What a source file says to people in words of its own, instead of through the catalogue: "line: text". */
export function literals(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found: string[] = [];
  const tell = (node: ts.Node, text: string) => found.push(`${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text.trim()}`);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isNewExpression(node) && node.expression.getText() === "Error") return; // for developers
    if (ts.isNewExpression(node) && node.expression.getText() === "Failure") return; // told by its code
    if (ts.isCallExpression(node) && /\.setRequestHeader$/.test(node.expression.getText())) return; // for a server
    if (ts.isJsxAttribute(node) && machine.has(node.name.getText())) return;
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) tell(node, node.text);
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) {
      const attribute = ts.isJsxAttribute(node.parent) && read.has(node.parent.name.getText()) && /\p{L}/u.test(node.text);
      if (attribute || /\p{L}[.,:;…!?’]? +\p{L}/u.test(node.text) || /^\p{Lu}\p{Ll}+[.…:!?]?$/u.test(node.text)) {
        if (!keyName(node)) tell(node, node.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The keyboard's names, as in e.key === "Enter". */
function keyName(node: ts.Node): boolean {
  return ts.isBinaryExpression(node.parent) && /\.key$/.test(node.parent.left.getText());
}
