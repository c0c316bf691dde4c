import { describe, expect, test } from "vitest";
import { deviceName } from "../customer/shell/device";
import type { Interaction } from "../api/schema";
import { ringing } from "../dev/fixtures";
import { allWords } from "./words";
import { sameRecord } from "../hosts/host";
import { callerName, numberOf } from "../words/people";
import { speak } from "../words/catalogue";
import { duration } from "../ui/elapsed";
import { clock, fileSize } from "../ui/format";
import { headlinesOf } from "../agent/shell/packet";
import { deliverySentence } from "../agent/items/delivery";

// Local times on purpose: an agent reads the clock on their own wall.
const at = (h: number, m: number, s: number, day = 12) => new Date(2026, 2, day, h, m, s).toISOString();
const now = new Date(2026, 2, 12, 10, 3, 0);

describe("where something written stands", () => {
  test.each([
    [{ state: "landed", since: at(10, 2, 14) }, "In Zendesk since 10:02:14"],
    [{ state: "landed", since: at(10, 2, 14, 11) }, "In Zendesk since 11 Mar, 10:02:14"],
    [{ state: "waiting", since: at(10, 2, 0), reason: "rate limit", until: at(10, 5, 0) }, "Waiting: rate limit until 10:05"],
    [{ state: "waiting", since: at(10, 2, 0), reason: "rate limit", until: at(10, 5, 7) }, "Waiting: rate limit until 10:05:07"],
    [{ state: "waiting", since: at(10, 2, 0) }, "Waiting: on its way to Zendesk"],
    [{ state: "held", since: at(10, 2, 0), reason: "ticket is closed" }, "Needs you since 10:02: ticket is closed"],
    [{ state: "held", since: at(10, 2, 0), reason: "Ticket 7 was deleted." }, "Needs you since 10:02: Ticket 7 was deleted"],
    [{ state: "held", since: at(10, 2, 0) }, "Needs you since 10:02: Zendesk did not take it"],
    [{ state: "dropped", since: at(10, 2, 0), reason: "A duplicate." }, "Not written: A duplicate"],
    [{ state: "dropped", since: at(10, 2, 0) }, "Not written: somebody decided against it"],
  ] as const)("%o", (delivery, sentence) => {
    expect(deliverySentence(delivery, "zendesk", now)).toBe(sentence);
  });
  test("it names the CRM", () => {
    expect(deliverySentence({ state: "landed", since: at(10, 2, 14) }, "salesforce", now)).toBe("In Salesforce since 10:02:14");
  });
});

test("times, sizes and names", () => {
  expect(clock(at(0, 0, 0), now)).toBe("00:00:00");
  expect(duration(7)).toBe("0:07");
  expect(duration(3723)).toBe("1:02:03");
  expect(duration(-5)).toBe("0:00");
  expect(fileSize(12)).toBe("12 bytes");
  expect(fileSize(1_830_000)).toBe("1.7 MB");
  expect(fileSize(25 * 1024 * 1024)).toBe("25.0 MB"); // as in the configuration, the CRM and the notes
  expect(callerName({ ...ringing(), customer: { verified: false } })).toBe("Maya Lindqvist"); // the CRM knows the number
  expect(callerName({ ...ringing(), customer: { verified: false }, ticket: { state: "searching" } })).toBe("+46701234567");
  const dialled = { phone: "+81312345678", phone_shown: "03-1234-5678", extension: "22", verified: false };
  expect(callerName({ ...ringing(), customer: dialled, ticket: { state: "searching" } })).toBe("03-1234-5678 ext. 22");
});

test("a signed fact beats hearsay of the same meaning", () => {
  const packet = ringing().packet;
  packet.signed.push({ key: "item", label: "Item", value: "Lamp", type: "text" });
  expect(headlinesOf(packet)[0]).toEqual({ label: "Item", value: "Lamp", signed: true });
  expect(headlinesOf(packet).find((h) => h.label === "Device")?.signed).toBe(false);
});

test("Salesforce's two spellings of an id are one record; nothing else is", () => {
  expect(sameRecord("500000000000001", "500000000000001AAA")).toBe(true);
  expect(sameRecord("500000000000001AAA", "500000000000002AAA")).toBe(false);
  expect(sameRecord("12", "123")).toBe(false);
  expect(sameRecord(undefined, undefined)).toBe(false);
});

test.each([
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "iPhone, iOS 17.5, Safari 17"],
  ["Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "Pixel 8, Android 14, Chrome 126"],
  ["Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "Android 10, Chrome 126"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Windows PC, Edge 126"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Linux PC, Firefox 127"],
  ["something unheard of", ""],
])("a device by name: %s", (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});

test("a visitor without a name is one, in the reader's language, and no name of a line", async () => {
  const visitor: Interaction = { ...ringing(), app: "shop", customer: { verified: false }, ticket: { state: "searching" }, call: { from: "client:c_01kwg01den0000000000000001", to: "+14155550100" } };
  const caller: Interaction = { ...visitor, call: { from: "", to: "+14155550100" } };
  delete caller.app;
  expect([callerName(visitor), numberOf(visitor), callerName(caller)]).toEqual(["A visitor on the site", "", "Unknown caller"]);
  for (const [language, word] of [["ja", "サイトの訪問者"], ["ko", "사이트 방문자"]] as const) {
    await speak(language, allWords);
    expect(callerName(visitor)).toBe(word);
  }
  await speak("en");
});
