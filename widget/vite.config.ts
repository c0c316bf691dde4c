import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { mockServer } from "./dev/mock.ts";

/** Leaves out what no page of ours needs: help for import(), where a page has one style sheet, loads it at once, and puts on by itself what comes later. */
function noSpares(): Plugin {
  return {
    name: "deskside-no-spares",
    enforce: "pre",
    load(id) {
      if (id.includes("vite/preload-helper")) return "export const __vitePreload = (load) => load();";
      return undefined;
    },
  };
}

/** A page travels as it is, for the server completes it: its indentation need not. */
function flatPages(): Plugin {
  return { name: "deskside-flat-pages", apply: "build", transformIndexHtml: { order: "post", handler: (html) => html.replace(/>\n\s*/g, ">") } };
}

// The server serves dist under /widget/, and the pages themselves at addresses
// of their own, so every asset is named by an absolute path.
export default defineConfig({
  base: "/widget/",
  appType: "custom",
  plugins: [mockServer(), noSpares(), flatPages()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: false, // dist/.gitkeep stays: Go embeds the folder before the first build
    assetsInlineLimit: 0, // the pages' CSP knows no data: addresses
    modulePreload: false, // a page's few chunks are asked for at once as it is
    cssTarget: ["chrome123", "edge123", "firefox120", "safari17.5"], // these know light-dark()
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    testTimeout: 60_000, // of a machine with other work, too
    setupFiles: ["test/english.ts"],
  },
});
