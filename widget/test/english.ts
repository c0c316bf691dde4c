import { vi } from "vitest";
import tickets from "../../connectors/zendesk/noun.json";
import { callRecords, speak } from "../words/catalogue";
import { allWords } from "./words";

// Every page loads its language before it shows anything; so do the tests.
if (typeof document !== "undefined") {
  callRecords(tickets);
  await speak("en", allWords);
}

// What comes about by itself is waited for as long as it takes: how fast a machine is, is not what tests are about.
const wait = vi.waitFor;
vi.waitFor = (callback, options) => wait(callback, { timeout: 30_000, interval: 10, ...(typeof options === "number" ? { timeout: options } : options) });
