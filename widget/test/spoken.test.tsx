import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import type { Asked, Contact } from "../api/schema";
import { heardOf } from "../ui/heard";
import { uploadsOf } from "../customer/files/uploads";
import { openContact } from "./contact";
import { nested } from "./regions";

const since = "2026-03-12T10:00:00Z";
const asked: Asked = { id: "ask-0001", type: "text", label: "Tracking number", agent: "Anna", until: "2030-01-01T00:00:00Z" };

/** The contact page in mid-call, with all that a screen reader says of it, in order; and places of status that came together with words of theirs, which nobody hears; and places inside another. */
async function calling() {
  const said: string[] = [];
  const unheard: string[] = [];
  const watch = new MutationObserver((records) => {
    unheard.push(...nested());
    for (const added of records.flatMap((r) => [...r.addedNodes])) {
      if (added.parentElement?.closest("[role=status]")) said.push(added.textContent ?? "");
      if (!(added instanceof HTMLElement)) continue;
      for (const e of [added, ...added.querySelectorAll<HTMLElement>("*")]) if (e.matches("[role=status],[aria-live]") && e.textContent !== "") unheard.push(e.outerHTML);
    }
  });
  watch.observe(document, { childList: true, subtree: true });
  const p = await openContact({ contact: { state: "waiting", waiting: { since, place: 2, anybody: true } } });
  await p.click("Call now");
  await p.until(() => expect(said.join()).toContain("You are number 2 in line."));
  return { ...p, said, unheard, now: (part: Partial<Contact>) => p.hear({ waiting: undefined as never, ...part }) };
}

test("a customer hears each change once, in a place that was there before: the line, who answers, what is asked, the end", async () => {
  const p = await calling();
  await p.now({ state: "connecting", agent: "Anna" });
  await p.now({ state: "connected", agent: "Anna", answered_at: since });
  await p.now({ state: "connected", agent: "Anna", answered_at: since, asks: [asked] });
  await p.now({ state: "connected", agent: "Anna", answered_at: since, asks: [asked] }); // told again
  p.answers.set("POST /v1/contact/asks/ask-0001", { ...p.contact, waiting: undefined, state: "connected", agent: "Anna", answered_at: since });
  await p.write("#ask-0001", "1Z999");
  await p.click("Send");
  await p.until(() => expect(p.said).toContain("Your answer has been sent."));
  await p.now({ state: "connected", agent: "Anna", answered_at: since, asks: [{ ...asked, id: "ask-0002", label: "Colour" }] });
  await p.now({ state: "connected", agent: "Anna", answered_at: since });
  await p.now({ state: "connected", agent: "Anna", answered_at: since, on_hold: true });
  await p.now({ state: "connected", agent: "Anna", answered_at: since, on_hold: undefined as never });
  await p.now({ state: "ended", outcome: "answered", agent: "Anna", answered_at: since, reference: "#35436" });
  const sentences = p.said.filter((s) => s !== "");
  expect(sentences).toEqual([
    "We are connecting you.",
    "Waiting for an agent. Your call is in line.",
    "You are number 2 in line.",
    "Anna is answering. One moment.",
    "Connected to Anna. You can send photos while you talk.",
    "Anna asks you for: Tracking number",
    "Your answer has been sent.",
    "Anna asks you for: Colour",
    "No longer asked for: Colour",
    "You are on hold. You hear music until your agent is back.",
    "Connected to Anna. You can send photos while you talk.",
    "The call has ended. Thank you for calling. If anything is left, contact us again from here.",
  ]);
  expect(p.unheard).toEqual([]);
});

test("of a file a customer hears that it is being sent, that it is there, or why not: once each, and no percentages", async () => {
  const p = await calling();
  await p.now({ state: "connected", agent: "Anna", answered_at: since });
  p.said.length = 0;
  const requests: { onload?: () => void; upload: { onprogress?: (e: { loaded: number }) => void }; status: number; responseText: string }[] = [];
  vi.stubGlobal("XMLHttpRequest", class {
    upload = {};
    status = 0;
    responseText = "";
    open() {}
    setRequestHeader() {}
    abort() {}
    send() {
      requests.push(this as unknown as (typeof requests)[number]);
    }
  });
  const answer = (status: number, body: unknown) => act(async () => {
    const r = requests.at(-1)!;
    r.status = status;
    r.responseText = JSON.stringify(body);
    r.onload!();
    await new Promise((done) => setTimeout(done));
  });
  const uploads = p.visit.model(uploadsOf);
  await act(() => void uploads.add(new File(["12345"], "lamp.png", { type: "image/png" })));
  await answer(200, { id: "f", size: 5, offset: 0 });
  for (const loaded of [1, 2, 3]) await act(() => requests.at(-1)!.upload.onprogress!({ loaded }));
  await answer(200, { id: "f", size: 5, offset: 5, file: { id: "f", name: "lamp.png", content_type: "image/png", size: 5 } });
  await act(() => void uploads.add(new File([""], "nothing.png", { type: "image/png" })));
  expect(p.said.filter((s) => s !== "")).toEqual(["Sending lamp.png", "lamp.png has been sent.", "nothing.png: This file is empty."]);
  expect(p.unheard).toEqual([]);
  expect(p.visit.model(heardOf).state.lines.length).toBeGreaterThan(0);
  vi.unstubAllGlobals();
});
