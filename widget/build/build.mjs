// Builds everything the server embeds into dist: three pages with hashed assets,
// and contact.js, the loader, as one classic script whose name never changes.
import { copyFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { chunks } from "./chunks.mjs";
import { compress } from "./compress.mjs";
import { preloads } from "./preloads.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = path.join(root, "dist");

for (const entry of await readdir(dist)) {
  if (entry !== ".gitkeep") await rm(path.join(dist, entry), { recursive: true });
}

// One page, one build: what pages share is small, and would cost each of them a request and
// the compression across it.
for (const page of ["agent.html", "admin.html", "contact.html"]) {
  await build({ root, build: { rolldownOptions: { input: [page], output: { codeSplitting: chunks(root, page) } } } });
}
await build({
  root,
  configFile: false,
  build: {
    outDir: dist,
    emptyOutDir: false,
    target: "es2020",
    lib: { entry: path.join(root, "customer/loader.ts"), formats: ["iife"], name: "DesksideLoader", fileName: () => "contact.js" },
  },
});

await copyFile(path.join(root, "icon.svg"), path.join(dist, "icon.svg"));
await preloads(dist, ["agent.html", "contact.html"]);
await compress(dist, path.join(root, "node_modules/.cache/compressed"));
