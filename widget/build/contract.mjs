// Generates api/contract.ts from the server's contract; with --check it only
// compares, and fails when the committed file is not what the contract says.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const contract = new URL("../../server/internal/api/contract/openapi.yaml", import.meta.url);
const target = new URL("../api/contract.ts", import.meta.url);

const text =
  "// Generated from server/internal/api/contract/openapi.yaml by `npm run generate`. Do not edit.\n\n" +
  astToString(await openapiTS(contract));

if (process.argv.includes("--check")) {
  const committed = await readFile(target, "utf8").catch(() => "");
  if (committed !== text) {
    console.error("api/contract.ts is not what openapi.yaml says: run `npm run generate` and commit the result.");
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
