import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { mockServer } from "./dev/mock.ts";

/** import() as the browser has it: a page has one style sheet, loaded with it, and nothing to fetch ahead. */
function plainImports(): Plugin {
  return {
    name: "deskside-plain-imports",
    enforce: "pre",
    load: (id) => (id.includes("vite/preload-helper") ? "export const __vitePreload = (load) => load();" : undefined),
  };
}

// The server serves dist under /widget/, and the pages themselves at addresses
// of their own, so every asset is named by an absolute path.
export default defineConfig({
  base: "/widget/",
  appType: "custom",
  plugins: [mockServer(), plainImports()],
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
    setupFiles: ["test/english.ts"],
  },
});
