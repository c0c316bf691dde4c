import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { itemIcon, itemName } from "../kinds";
import { speak } from "../words/catalogue";

/** Kinds as the contract has them. */
const kinds = /kind: \{type: string, enum: \[([^\]]*contact[^\]]*)\]/.exec(readFileSync("../server/internal/api/contract/openapi.yaml", "utf8"))![1]!.split(/,\s*/);

test("every kind of item has a name in every language, and an icon", async () => {
  expect(kinds.length).toBeGreaterThan(6);
  const names = new Set<string>();
  for (const language of ["en", "ja", "ko"] as const) {
    await speak(language);
    for (const kind of kinds) {
      expect(itemName(kind as "note"), `${kind} in ${language}`).not.toBe(kind);
      expect(itemIcon(kind as "note")).toMatch(/^[Mm]/);
      names.add(itemName(kind as "note"));
    }
  }
  expect(names.size).toBeGreaterThanOrEqual(3 * kinds.length - 1);
  await speak("en");
});

test("a kind that is newer than the page is called by its own name", () => {
  expect(itemName("hologram" as "note")).toBe("hologram");
});
