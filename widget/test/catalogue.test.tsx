// @vitest-environment happy-dom
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { render } from "preact";
import { afterEach, describe, expect, test } from "vitest";
import { Failure } from "../api/failure";
import { ringing } from "../dev/fixtures";
import { addressed, clock, fileSize, shortTime } from "../ui/words";
import { dialect, locale, say, speak, t, type Counted } from "../words/catalogue";
import { words as en } from "../words/en";
import { notSavedYet, sentence } from "../words/failure";
import { failures as jaFailures, words as ja } from "../words/ja";
import { failures as koFailures, words as ko } from "../words/ko";
import { pick } from "../words/locale";
import { literals } from "./literals";

afterEach(() => speak("en"));

const forms = (v: string | Counted): string[] => (typeof v === "string" ? [v] : Object.values(v));
const gaps = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

describe.each([["ja", ja, jaFailures], ["ko", ko, koFailures]] as const)("%s says all that English says", (language, words, failures) => {
  test("the same sentences, in the same order", () => {
    expect(Object.keys(words)).toEqual(Object.keys(en));
  });

  test("each with the same gaps, and every plural of the language", () => {
    for (const [key, english] of Object.entries(en)) {
      const translated = words[key as keyof typeof en];
      expect(typeof translated, key).toBe(typeof english);
      const needed = new Set(gaps(typeof english === "string" ? english : english.other));
      for (const form of forms(translated)) {
        expect(form, key).toMatch(/^\S(.*\S)?$/);
        expect(new Set(gaps(form)), key).toEqual(needed);
      }
      if (typeof translated === "string") continue;
      expect(Object.keys(translated).sort(), key).toEqual([...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort());
    }
  });

  test("and all refusals, in words of its own", () => {
    expect(Object.keys(failures).sort()).toEqual(Object.keys(language === "ja" ? koFailures : jaFailures).sort());
    for (const [code, text] of Object.entries(failures)) expect(text, code).toMatch(/[\u3040-\u30ff\uac00-\ud7af].*\.?$/u);
  });

  test("nothing was left in English", () => {
    const same = Object.entries(words).filter(([key, v]) => typeof v === "string" && v === (en as Record<string, unknown>)[key] && /[a-z]{3}/.test(v.replace(/\{\w+\}/g, "")));
    expect(same.map(([key]) => key).filter((key) => !["head.title", "crm.zendesk", "crm.salesforce"].includes(key))).toEqual([]);
  });
});

test("a sentence that counts has the form of the number, and a gap may hold an element", async () => {
  expect(t("ring.rings", { count: 1 })).toBe("A call rings");
  expect(t("ring.rings", { count: 3 })).toBe("3 calls ring");
  const root = document.createElement("p");
  render(<>{say("ring.more", { count: 2, names: <bdi>نور</bdi> })}</>, root);
  expect(root.innerHTML).toBe("2 more calls ring: <bdi>نور</bdi>");
  await speak("ja");
  expect(t("ring.rings", { count: 1 })).toBe("着信1件");
});

test("a page speaks one language, and writes dates and sizes as it does", async () => {
  const at = new Date(2026, 2, 11, 10, 2, 14).toISOString();
  const now = new Date(2026, 2, 12, 9, 0, 0);
  const lastYear = new Date(2025, 10, 2, 8, 5, 0).toISOString();
  expect([clock(at, now), shortTime(lastYear, now), fileSize(1_830_000)]).toEqual(["11 Mar, 10:02:14", "2 Nov 2025, 08:05", "1.8 MB"]);
  await speak("ja");
  expect([clock(at, now), shortTime(lastYear, now), addressed(ringing())]).toEqual(["3月11日 10:02:14", "2025年11月2日 08:05", "Maya Lindqvist様"]);
  expect(document.documentElement.lang).toBe("ja");
  await speak("ko");
  expect([clock(at, now), shortTime(lastYear, now), locale(), dialect()]).toEqual(["3월 11일 10:02:14", "2025년 11월 2일 08:05", "ko", "ko-KR"]);
});

test("a refusal is told in the reader's language by its code, and in the server's words where that is all there is", async () => {
  const taken = new Failure(409, "answered_elsewhere", "Somebody else has taken this call.");
  expect(sentence(taken)).toBe("Somebody else has taken this call.");
  await speak("ko");
  expect(sentence(taken)).toBe("다른 상담원이 이 전화를 받았습니다.");
  expect(sentence(new Failure(400, "unheard_of", "Something new."))).toBe("Something new.");
  expect(notSavedYet(new Failure(0, "unreachable", ""))).toContain("서버에 연결할 수 없어");
  expect(sentence(new Failure(400, "toString", "Something newer."))).toBe("Something newer.");
});

test.each([
  [["ja"], "ja"],
  [["ko-KR", "en"], "ko"],
  [["de", "JA_jp"], "ja"],
  [[null, undefined, "", "fr-FR"], "en"],
  [["constructor", "en-US", "ja"], "en"],
] as const)("of %o it speaks %s", (wishes, language) => {
  expect(pick(...wishes)).toBe(language);
});

describe("everything the widget says comes from the catalogue", () => {
  const root = path.join(import.meta.dirname, "..");
  const files = ["agent", "held", "ui"].flatMap((room) => readdirSync(path.join(root, room)).map((f) => `${room}/${f}`)).filter((f) => /\.tsx?$/.test(f) && f !== "ui/icons.tsx");

  test.each(files)("%s", (file) => {
    expect(literals(path.join(root, file))).toEqual([]);
  });

  test("the check sees text, attributes and sentences, and knows what is not for people", () => {
    const dir = mkdtempSync(path.join(tmpdir(), "literals-"));
    const file = path.join(dir, "some.tsx");
    writeFileSync(
      file,
      `import { a } from "some module";
export const x = (e: KeyboardEvent, n: number) => (
  <p class={"two classes " + n} title="x" aria-label={\`\${n} left\`}>
    Hello
    {e.key === "Enter" ? "a sentence" : "Word"} {t("ring.accept")} <b>{n} · </b>
  </p>
);
if (!x) throw new Error("for developers alone");
`,
    );
    expect(literals(file)).toEqual(["3: x", "4: Hello", "5: a sentence", "5: Word"]);
    rmSync(dir, { recursive: true });
  });
});
