// @vitest-environment happy-dom
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import cases from "../../connectors/salesforce/noun.json";
import tickets from "../../connectors/zendesk/noun.json";
import { Failure } from "../api/failure";
import { deliverySentence } from "../agent/items/delivery";
import { itemName } from "../kinds";
import { callRecords, learn, speak, told, vocabulary, type Language, type Words } from "../words/catalogue";
import { sentence } from "../words/failure";
import type { Locale } from "../words/locale";
import { literals } from "./literals";
import { allWords } from "./words";

afterEach(async () => {
  callRecords(tickets);
  await speak("en");
});

const root = path.join(import.meta.dirname, "..");
const { t } = vocabulary<Record<string, string>>();

/** A record by the word of one CRM or the other. */
const called: Record<Locale, Record<"tickets" | "cases", RegExp>> = {
  en: { tickets: /\btickets?\b/i, cases: /\bcases?\b/i },
  ja: { tickets: /チケット/, cases: /ケース/ },
  ko: { tickets: /티켓/, cases: /케이스/ },
};
const nouns = { tickets, cases };

/** What a connector says of itself has its own word; the packet's claim is called “ticket” everywhere. */
const own = /^reason\.(zendesk|salesforce)_/;
const claim = /[“「]ticket[”」]/g;

type Sentences = [key: string, sentence: string][];
const sentences = (words: object): Sentences =>
  Object.entries(words).flatMap(([key, said]) => (typeof said === "string" ? [[key, said]] : typeof said === "object" && said !== null ? Object.values(said).map((s) => [key, String(s)]) : []) as Sentences);

/** Every file of words of a language, ours and the server's, with all that it exports. */
async function files(language: Locale): Promise<[file: string, all: Sentences][]> {
  const found: [string, Sentences][] = [];
  const modules = import.meta.glob<Record<string, unknown>>(["../words/**/*.ts", "../worklist/words/*.ts", "../agent/*/words/*.ts", "../customer/*/words/*.ts", "../agent/languages/*.ts", "../customer/languages/*.ts"]);
  for (const [file, load] of Object.entries(modules)) {
    if (!new RegExp(`[/.]${language}\\.ts$`).test(file)) continue;
    const all = Object.values(await load()).flatMap((exported) => (typeof exported === "object" && exported !== null ? sentences(exported) : []));
    found.push([file, all]);
  }
  const kinds = import.meta.glob<{ kind?: { name: Record<Locale, string> } }>("../kinds/*.ts", { eager: true });
  for (const [file, { kind }] of Object.entries(kinds)) if (kind !== undefined) found.push([file, [["name", kind.name[language]]]]);
  if (language === "en") {
    const folder = path.join(root, "../templates/words");
    for (const file of ["en.json", ...readdirSync(path.join(folder, "en")).map((f) => "en/" + f)]) found.push([file, sentences(JSON.parse(readFileSync(path.join(folder, file), "utf8")) as object)]);
  }
  return found;
}

describe.each(["en", "ja", "ko"] as const)("in %s", (language) => {
  test("no sentence names a record but by the account's noun, in forms that every CRM brings", async () => {
    const all = await files(language);
    let gaps = 0;
    for (const [file, said] of all) {
      for (const [key, sentence] of said) {
        if (own.test(key)) continue;
        for (const word of Object.values(called[language])) expect(sentence.replace(claim, "").replace(/\{\w+\}/g, ""), `${file}: ${key}`).not.toMatch(word);
        for (const [, form] of sentence.matchAll(/\{((?:a_)?[tT]ickets?(?:_\w+)?)\}/g)) {
          gaps++;
          for (const [crm, noun] of Object.entries(nouns)) expect((noun[language] as Record<string, string>)[form ?? ""], `${file}: ${key} in ${crm}`).toBeTruthy();
        }
      }
    }
    expect([all.length > 10, gaps > 60]).toEqual([true, true]);
  });

  test.each(["tickets", "cases"] as const)("whoever works with %s reads of nothing else", async (mine) => {
    const others = called[language][mine === "tickets" ? "cases" : "tickets"];
    callRecords(nouns[mine]);
    await speak(language, allWords);
    await learn();
    const { words, failures } = await allWords[language]();
    const values = new Proxy({}, { get: (_, name) => (name === "count" ? 2 : Object.hasOwn(nouns[mine][language], name) ? undefined : "·") }) as never;
    const said = [
      ...Object.keys(words as Words).map((key) => t(key, values)),
      ...Object.keys((failures ?? {}) as NonNullable<Language["failures"]>).map((code) => sentence(new Failure(409, code, ""))),
      itemName("pointer"),
      deliverySentence({ state: "held", since: new Date().toISOString(), reason: "", reason_said: { code: "unclear.ticket_deleted" } }, "zendesk", new Date()),
      told("", { code: "write_landed", values: { item: "note" } }),
      told("", { code: "why.new", values: {} }),
      told("", { code: "reason.requester_not_taken", values: { name: "Rosa" } }),
    ].join("\n");
    expect(said).not.toMatch(others);
    expect(said).toMatch(called[language][mine]);
    expect(said.match(/\{\w*icket\w*\}|undefined/g)).toBeNull();
  });
});

test("a Korean noun has the particles that go with its last sound", async () => {
  await speak("ko", allWords);
  await learn();
  const deleted = () => told("", { code: "unclear.ticket_deleted" });
  expect(deleted()).toBe("티켓이 삭제되었습니다.");
  callRecords(cases);
  expect(deleted()).toBe("케이스가 삭제되었습니다.");
});

test("a CRM that nobody has heard of brings its own word", async () => {
  callRecords({ en: { ticket: "incident", Ticket: "Incident", a_ticket: "an incident", tickets: "incidents" } });
  expect([t("ticket.why"), t("choice.number"), itemName("pointer")]).toEqual(["Why this incident?", "Incident number", "Pointer on the incident it was moved from"]);
});

test("the admin's page names records by the accounts' nouns", () => {
  const pages = readdirSync(path.join(root, "admin")).filter((f) => f.endsWith(".tsx"));
  const named = pages.flatMap((f) => literals(path.join(root, "admin", f)).filter((l) => called.en.tickets.test(l) || called.en.cases.test(l)).map((l) => `${f}:${l}`));
  expect([pages.length > 8, named]).toEqual([true, []]);
});
