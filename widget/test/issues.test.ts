// @vitest-environment happy-dom
import { afterEach, expect, test } from "vitest";
import en from "../../templates/words/labels/en.json";
import ja from "../../templates/words/labels/ja.json";
import ko from "../../templates/words/labels/ko.json";
import { fieldLabel } from "../agent/packet/labels";
import { issuesOf, issueText } from "../customer/shell/issues";
import { mistakesIn } from "../customer/mistakes/mistakes";
import { issue } from "../ui/issue";
import { learn, speak, told } from "../words/catalogue";
import { dispositionWord, learnDispositions } from "../words/labels";
import { allWords } from "./words";

afterEach(async () => {
  learnDispositions(undefined);
  await speak("en");
});

const page = [{ label: { en: "My order", ja: "注文" }, children: [{ label: "Damaged" }] }, { label: "Billing" }];

test("an issue reads in the customer's language, and is stored in the organisation's", async () => {
  const [order, billing] = issuesOf(page, "en");
  expect([order!, order!.children![0]!, billing!].map((i) => i.code)).toEqual(["My order", "Damaged", "Billing"]);
  const read = () => [order!, order!.children![0]!, billing!].map(issueText);
  expect(read()).toEqual(["My order", "Damaged", "Billing"]);
  await speak("ja");
  expect(read()).toEqual(["注文", "Damaged", "Billing"]);
  await speak("ko");
  expect(read()).toEqual(["My order", "Damaged", "Billing"]);
  expect(issuesOf(page, "ja")[0]?.code).toBe("注文");
});

test("a developer is told what is wrong with a label, and the customer goes on", () => {
  const told = [{ label: { jp: "注文", en: "Order" } }, { label: { ja: "請求" } }, { label: { en: " ", ja: 7 }, children: page }, { label: "Other", children: [{ label: { en: "" } }, null] }];
  expect(issuesOf(told, "en").map((i) => i.code)).toEqual(["Order", "請求", "Other"]);
  expect(mistakesIn(told, "en")).toEqual([
    'issues[0].label: Deskside speaks no language "jp"; it speaks en, ja, ko.',
    'issues[1].label: has no text in "en", the organisation\'s language.',
    "issues[2].label.en: must be a text.",
    "issues[2].label.ja: must be a text.",
    "issues[3].children[0].label.en: must be a text.",
  ]);
  expect([mistakesIn(page, "en"), mistakesIn("nonsense", "en")]).toEqual([[], []]);
});

test("an agent reads issues, dispositions and Deskside's own fields in their language", async () => {
  const i = { issue_path: ["My order", "Damaged"], issue_labels: [{ ja: "注文" }, {}] };
  learnDispositions({ Resolved: { en: "Resolved", ja: "解決済み", ko: "해결됨" } });
  await speak("ja", allWords);
  await learn();
  expect(issue(i)).toBe("注文 › Damaged");
  expect([dispositionWord("Resolved"), dispositionWord("toString"), dispositionWord("An older one")]).toEqual(["解決済み", "toString", "An older one"]);
  expect(told("", { code: "wrap_up_saved", values: { agent: "Mia", disposition: "Resolved" } })).toContain("解決済み");
  expect(told("", { code: "why.same_issue", values: { issue: "My order", issue_ja: "注文" } })).toContain("「注文」");
  const field = (key: string, label: string, own = false) => fieldLabel({ key, label, value: "x", type: "text", ...(own && { own }) });
  expect([field("device", "Device", true), field("device", "Device"), field("newer", "A newer one", true), field("order", "")]).toEqual(["端末", "Device", "A newer one", "order"]);
});

test("fields and extensions are called in the widget as they are in notes", async () => {
  const files = import.meta.glob<{ words: Record<string, string> }>(["../agent/packet/words/*.ts", "../words/{en,ja,ko}.ts"]);
  for (const [language, inNotes] of Object.entries({ en, ja, ko })) {
    const words = { ...(await files[`../agent/packet/words/${language}.ts`]!()).words, ...(await files[`../words/${language}.ts`]!()).words };
    expect(Object.fromEntries(Object.entries(words).filter(([key]) => key.startsWith("label.") || key === "number.extension")), language).toEqual(inNotes);
  }
});
