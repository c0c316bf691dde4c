// @vitest-environment happy-dom
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { render } from "preact";
import { afterEach, describe, expect, test } from "vitest";
import { Failure } from "../api/failure";
import type { Said } from "../api/schema";
import { ringing } from "../dev/fixtures";
import server from "../../templates/words/en.json";
import { addressed } from "../words/people";
import { usualReasons } from "../words/away";
import { clock, fileSize, shortTime } from "../ui/format";
import { deliverySentence } from "../agent/items/delivery";
import { notSavedYet } from "../agent/drafts/problem";
import { firstWords as contactWords } from "../customer/languages/source";
import { words as contactAsks } from "../customer/asks/words";
import { words as contactFiles, t as tc } from "../customer/files/words";
import { speakToCustomer } from "../customer/shell/language";
import { words as contactJoin } from "../customer/join/words";
import { words as contactMessage } from "../customer/message/words";
import { t as connectedTo, words as contactTalk } from "../customer/talk/words";
import { say, t } from "../agent/ringing/words";
import { dialect, include, learn, locale, speak, told, type Counted, type Language, type Source } from "../words/catalogue";
import { sentence } from "../words/failure";
import { pick } from "../words/locale";
import { sentences as jaServer } from "../words/server.ja";
import { sentences as koServer } from "../words/server.ko";
import { allWords } from "./words";
import { literals } from "./literals";

afterEach(() => speak("en"));

type Told = { words: Language["words"]; failures: Readonly<Record<string, string>> };

/** All that a page says with every feature there. */
async function spoken(language: "en" | "ja" | "ko", ...sources: Source[]): Promise<Told> {
  const all = await Promise.all(sources.map((source) => source[language]()));
  return { words: Object.assign({}, ...all.map((l) => l.words)) as Told["words"], failures: Object.assign({}, ...all.map((l) => l.failures)) as Told["failures"] };
}
const contact = [contactWords, contactFiles, contactMessage, contactTalk, contactAsks, contactJoin];
const [en, ja, ko] = await Promise.all((["en", "ja", "ko"] as const).map((l) => spoken(l, allWords))) as [Told, Told, Told];
const [customer, jaCustomer, koCustomer] = await Promise.all((["en", "ja", "ko"] as const).map((l) => spoken(l, ...contact))) as [Told, Told, Told];

const forms = (v: string | Counted): string[] => (typeof v === "string" ? [v] : Object.values(v));
// Which forms of the account's noun a sentence takes is its language's; noun.test.ts looks at them.
const gaps = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "").filter((g) => !/^(a_)?[tT]ickets?(_\w+)?$/.test(g)).sort();

describe.each([["ja", ja, ko], ["ko", ko, ja]] as const)("%s says all that English says", (language, { words, failures }, other) => {
  test("the same sentences, in the same order", () => {
    expect(Object.keys(words)).toEqual(Object.keys(en.words));
  });

  test("each with the same gaps, and every plural of the language", () => {
    for (const [key, english] of Object.entries(en.words)) {
      const translated = words[key]!;
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

  test("and all refusals, in words of its own", async () => {
    const { failures: later } = await (language === "ja" ? import("../words/server.ja") : import("../words/server.ko"));
    expect(Object.values(later).every((text) => /[\u3040-\u30ff\uac00-\ud7af]/u.test(text))).toBe(true);
    expect(Object.keys(failures).sort()).toEqual(Object.keys(other.failures).sort());
    for (const [code, text] of Object.entries(failures)) expect(text, code).toMatch(/[\u3040-\u30ff\uac00-\ud7af].*\.?$/u);
  });

  test("nothing was left in English", () => {
    const same = Object.entries(words).filter(([key, v]) => typeof v === "string" && v === en.words[key] && /[a-z]{3}/.test(v.replace(/\{\w+\}/g, "")));
    expect(same.map(([key]) => key).filter((key) => !["ring.title", "crm.zendesk", "crm.salesforce"].includes(key))).toEqual([]);
  });
});

describe.each([["ja", ja, jaServer], ["ko", ko, koServer]] as const)("%s says all that the server says", (language, { words }, translated) => {
  test("the same codes, in the same order, each with gaps that the server fills", () => {
    expect(Object.keys(translated)).toEqual(Object.keys(server));
    for (const [code, sentence] of Object.entries(translated)) {
      const given = new Set(gaps(server[code as keyof typeof server].replace(/\|[^}]*/g, "")));
      expect(gaps(sentence).filter((g) => !given.has(g)), code).toEqual([]);
      expect([...given].filter((g) => !gaps(sentence).includes(g)), code).toEqual([]);
    }
  });

  test("in words of its own", () => {
    for (const [code, sentence] of Object.entries(translated)) expect(sentence, code).toMatch(/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/u);
  });

  test("and has a word for each reason of a missed call, and for each usual one to be away", () => {
    const nobodysMiss = ["missed.not_able", "missed.others_turn"]; // it was not for them
    const missed = Object.keys(server).filter((code) => /^passed\.(?!.*_because)/.test(code)).map((code) => code.replace("passed", "missed")).filter((code) => !nobodysMiss.includes(code));
    expect(Object.keys(words)).toEqual(expect.arrayContaining([...missed, ...usualReasons.map((r) => `status.${r}`)]));
    expect(missed).toHaveLength(9);
  });

  test("is shown once it is there, with names, times and lists in place; and English where a code is newer", async () => {
    await speak(language);
    const rung: Said = { code: "agents_rung", each: [{ code: "agent", values: { agent: "Mia" } }, { code: "more", values: { count: "2" } }] };
    const until = new Date();
    until.setHours(10, 5, 0, 0);
    const delayed = {
      code: "write_delayed.until",
      values: { count: "2", until: until.toISOString() },
      reason: { code: "kind.throttled", values: { text: "Zendesk's rate limit is reached." } },
    };
    expect(told("It rings for Mia and 2 more.", rung)).toBe("It rings for Mia and 2 more.");
    expect([await learn(), await learn()]).toEqual([true, false]);
    const { ja, ko } = {
      ja: ["呼び出し中：Miaさん、ほか2名", "2件がまだチケットに記録されていません：CRMのAPI利用制限に達しました。次の試行は10:05:00です。", "Benさん（離席中・昼休み）", "Benさん（離席中・Zoo）"],
      ko: ["전화가 울리는 상담원: Mia 님, 외 2명", "2건이 아직 티켓에 기록되지 않았습니다: CRM의 API 사용 한도에 도달했습니다. 다음 시도는 10:05:00입니다.", "Ben 님(자리 비움 · 점심)", "Ben 님(자리 비움 · Zoo)"],
    };
    const away = (word: string) => told("", { code: "passed.away_because", values: { agent: "Ben", away: word } });
    expect([told("", rung), told("", delayed), away("lunch"), away("Zoo")]).toEqual(language === "ja" ? ja : ko);
    expect(told("Something newer.", { code: "toString" })).toBe("Something newer.");
    expect(told("", { code: "ticket_unclear", reason: { code: "", values: { text: "Something newer." } } })).toContain("Something newer.");
    expect(deliverySentence({ state: "held", since: until.toISOString(), reason: "It was deleted.", reason_said: { code: "unclear.ticket_deleted" } }, "zendesk", until)).toContain(language === "ja" ? "チケットは削除されています" : "티켓이 삭제되었습니다");
  });
});

describe.each([["ja", jaCustomer], ["ko", koCustomer]] as const)("the contact page speaks %s", (_, { words, failures: refusals }) => {
  test("in the same sentences, each with the same gaps and in words of its own", () => {
    expect(Object.keys(words)).toEqual(Object.keys(customer.words));
    for (const [key, english] of Object.entries(customer.words) as [string, string][]) {
      const translated = words[key] as string;
      expect(gaps(translated), key).toEqual(gaps(english));
      if (!/^(\{\w+\}[.:]? ?)+$/.test(english)) // more than gaps
        expect(translated, key).toMatch(/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/u);
    }
  });

  test("and has a sentence for every refusal of a file", () => {
    const source = ["media/refusal.go", "api/customer/uploads.go"].map((f) => readFileSync(path.join(import.meta.dirname, "../../server/internal", f), "utf8")).join("");
    const codes = [...source.matchAll(/Code: "(\w+)"|problem\.New\([\w.]+, "(\w+)"/g)].map((m) => m[1] ?? m[2] ?? "");
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((c) => !Object.hasOwn(refusals, c))).toEqual([]);
  });
});

test("every refusal of the domain is said in each language, on the page that hears it", async () => {
  const folder = path.join(import.meta.dirname, "../../templates/words/en");
  const codes = readdirSync(folder).flatMap((f) => Object.keys(JSON.parse(readFileSync(path.join(folder, f), "utf8")) as object)).filter((k) => k.startsWith("refused.")).map((k) => k.slice("refused.".length));
  expect(codes.length).toBeGreaterThan(30);
  // Nobody's page can meet these: the customer's leg, a file that is swept, two of one id.
  const never = ["exists", "file_needed", "no_agent", "not_awaited", "unknown_interaction"];
  for (const [language, agent, mine] of [["ja", ja, jaCustomer], ["ko", ko, koCustomer]] as const) {
    const { failures: later } = await (language === "ja" ? import("../words/server.ja") : import("../words/server.ko"));
    const said = { ...later, ...agent.failures, ...mine.failures };
    expect(codes.filter((c) => !never.includes(c) && !Object.hasOwn(said, c)), language).toEqual([]);
  }
});

test("the contact page takes the language it is given, names the page by it and writes sizes as it does", async () => {
  await Promise.all([contactFiles, contactTalk].map(include));
  await speakToCustomer("ja");
  expect([document.title, document.documentElement.lang, tc("files.sent", { size: fileSize(1_830_000) })]).toEqual(["お問い合わせ", "ja", "送信済み（1.7 MB）"]);
  expect(sentence(new Failure(415, "type_not_allowed", "Files of this kind cannot be sent."))).toBe("この形式のファイルはお送りいただけません。");
  await speakToCustomer("en");
  expect(connectedTo("talk.connected_named", { agent: "Mia" })).toBe("Connected to Mia");
});

test("in English the server speaks for itself", async () => {
  expect(await learn()).toBe(false);
  expect(told("The note reached the ticket.", { code: "write_landed", values: { item: "note" } })).toBe("The note reached the ticket.");
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
  expect([clock(at, now), shortTime(lastYear, now), fileSize(1_830_000)]).toEqual(["11 Mar, 10:02:14", "2 Nov 2025, 08:05", "1.7 MB"]);
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
  await learn(); // as with the first interaction; nobody can take a call before
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

test("one key means one sentence, whichever feature it comes with", async () => {
  const files = import.meta.glob(["../words/{en,interaction/en}.ts", "../worklist/words/en.ts", "../agent/*/words/en.ts"]);
  const contactPage = import.meta.glob("../customer/*/words/en.ts");
  for (const page of [files, contactPage]) {
    const keys = (await Promise.all(Object.values(page).map((load) => load() as Promise<Language>))).flatMap((l) => Object.keys(l.words));
    expect(keys.length).toBeGreaterThan(50);
    expect(keys.filter((key, n) => keys.indexOf(key) !== n)).toEqual([]);
  }
});

describe("everything the widget and the contact page say comes from the catalogue", () => {
  const root = path.join(import.meta.dirname, "..");
  // Icons have no words; the loader has none but the page's name; what a device says of itself is for agents, and stands in the ticket; mistakes are told to developers.
  const elsewhere = ["ui/icons.ts", "ui/icons-later.ts", "customer/loader.ts", "customer/shell/device.ts", "customer/mistakes/mistakes.ts"];
  const files = ["agent", "worklist", "ui", "customer"]
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((f) => `${folder}/${f}`))
    .filter((f) => /\.tsx?$/.test(f) && !/\/(words|languages)\//.test(f) && !elsewhere.includes(f));

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
