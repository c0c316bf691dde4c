import { afterEach, expect, test, vi } from "vitest";
import { waiting } from "../dev/fixtures";
import { speak } from "../words/catalogue";
import { interactionWords } from "../words/interaction";
import { stateWord } from "../words/names";
import { openContact } from "./contact";

afterEach(() => void vi.useRealTimers());

const now = new Date("2026-03-12T10:00:55Z");
const since = "2026-03-12T10:00:00Z";

test("who waits reads the truth: their place, how long, and that it moves", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"], now });
  const p = await openContact({ contact: { state: "waiting", waiting: { since, place: 2, anybody: true } } });
  await p.click("Call now");
  await vi.waitFor(() => expect(p.text()).toContain("You are number 2 in line."));
  expect(p.root.querySelector("[role=timer]")?.textContent).toBe("Waiting for 0:55");
  await p.hear({ state: "waiting", waiting: { since } }); // a push knows nothing of others
  expect(p.text()).toContain("You are number 2 in line.");
  p.answers.set("GET /v1/contact", { ...p.contact, waiting: { since, place: 1, anybody: true } });
  await vi.advanceTimersByTimeAsync(5_000);
  await vi.waitFor(() => expect(p.text()).toContain("You are next in line."));
  p.answers.set("GET /v1/contact", { ...p.contact, waiting: { since, place: 1, anybody: false } });
  await vi.advanceTimersByTimeAsync(5_000);
  await vi.waitFor(() => expect(p.text()).toContain("Nobody is here right now"));
  expect(p.root.querySelector("#instead")).not.toBeNull(); // the form is there at once
});

test("who comes when it is closed is told so, and writes on the spot", async () => {
  const p = await openContact({ contact: { state: "waiting", waiting: { since, place: 1, anybody: false, closed: true } } });
  await p.click("Call now");
  await p.until(() => expect(p.root.querySelector(".line")?.textContent).toContain("We are closed right now."));
  expect(p.root.querySelector(".line")?.textContent).not.toContain("rings as soon as");
  expect(p.root.querySelector("#instead")).not.toBeNull();
});

test("who will not wait writes on the spot, and the call is over with it", async () => {
  const p = await openContact({ contact: { state: "waiting", waiting: { since, place: 1, anybody: true } } });
  await p.click("Call now");
  await p.until(() => expect(p.button("Leave a message instead")).toBeDefined());
  await p.click("Leave a message instead");
  await p.write("#instead", "The lamp is broken.");
  p.answers.set("POST /v1/contact/message", { ...p.contact, state: "ended", outcome: "left", messages: 1, waiting: undefined });
  await p.click("Send and stop waiting");
  await p.until(() => expect(p.text()).toContain("Your message has arrived."));
  expect(p.requests).toContainEqual({ route: "POST /v1/contact/message", body: { text: "The lamp is broken." } });
  expect(p.hungUp).toHaveBeenCalled();
});

test("after the longest wait the page says so and takes a message; after a cancel it does not thank for calling", async () => {
  const p = await openContact({ contact: { state: "waiting", waiting: { since, place: 1, anybody: true } } });
  await p.click("Call now");
  await p.until(() => expect(p.text()).toContain("next in line"));
  await p.hear({ state: "ended", outcome: "nobody_came", waiting: undefined as never });
  expect(p.text()).toContain("Nobody could take your call");
  expect(p.button("Send")).toBeDefined();
  const other = await openContact({ contact: { state: "waiting", waiting: { since, place: 1, anybody: true } } });
  await other.click("Call now");
  await other.until(() => expect(other.button("Cancel the call")).toBeDefined());
  await other.click("Cancel the call");
  expect(other.text()).toContain("Nobody had answered yet.");
  expect(other.text()).not.toContain("Thank you for calling");
});

test("the end of a call has a reference, and what to do next", async () => {
  const p = await openContact({ contact: { state: "waiting", waiting: { since, place: 1, anybody: true } } });
  await p.click("Call now");
  await p.until(() => expect(p.text()).toContain("next in line"));
  await p.hear({ state: "ended", outcome: "answered", answered_at: since, reference: "#35436", waiting: undefined as never });
  expect(p.text()).toContain("Your reference: #35436");
  expect(p.text()).toContain("contact us again");
});

test("where nothing rings, nobody is told that it rings: neither agent nor admin", async () => {
  await speak("en", interactionWords);
  expect(stateWord(waiting())).toBe("Waiting");
  expect(stateWord({ ...waiting(), offer: { n: 1, claimed: false, rings: ["7001"], declined: [] } })).toBe("Ringing");
});

test("an answer that a push has overtaken takes nothing back", async () => {
  const p = await openContact({ contact: { state: "connecting", agent: "Anna" } });
  let answer: (c: unknown) => void = () => undefined;
  p.answers.set("GET /v1/contact", new Promise((resolve) => (answer = resolve)));
  await p.click("Call now");
  await p.until(() => expect(p.requests.some((r) => r.route === "GET /v1/contact")).toBe(true));
  const asked = { ...p.contact };
  await p.hear({ state: "connected", agent: "Anna", answered_at: since });
  await p.until(() => expect(p.text()).toContain("Connected to Anna"));
  answer(asked);
  await p.visit.refresh();
  expect(p.text()).toContain("Connected to Anna");
  await p.hear({ version: asked.version }); // nor does a push that comes late
  expect(p.text()).toContain("Connected to Anna");
});
