import { defineConfig } from "vitest/config";
import { mockServer } from "./dev/mock.ts";

// The server serves dist under /widget/, and the pages themselves at addresses
// of their own, so every asset is named by an absolute path.
export default defineConfig({
  base: "/widget/",
  appType: "custom",
  plugins: [mockServer()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: false, // dist/.gitkeep stays: Go embeds the folder before the first build
    assetsInlineLimit: 0, // the pages' CSP knows no data: addresses
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["agent.html", "admin.html", "contact.html"] },
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    setupFiles: ["test/english.ts"],
  },
});
