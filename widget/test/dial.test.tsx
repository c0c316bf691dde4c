import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { part as dial } from "../agent/dial/feature";
import { words as dialWords } from "../agent/dial/words";
import { Slot, type Feature } from "../agent/shell/slots";
import { arrange } from "../agent/shell/arrange";
import { Workspace } from "../agent/shell/workspace";
import { Client } from "../api/client";
import type { Interaction } from "../api/schema";
import { anna, connected, me } from "../dev/fixtures";
import type { Dial, Host } from "../hosts/host";
import { Features, WithFeatures } from "../ui/features";
import { useObserved } from "../ui/observed";
import { include, speak } from "../words/catalogue";

beforeEach(() => void vi.spyOn(performance, "now").mockReturnValue(1_000));
afterEach(async () => {
  document.body.replaceChildren();
  await speak("en");
});

/** The page of an agent at the desk, over a server that answers each call as the test lets it. */
async function open(o: { confirm?: boolean; before?: Dial; first?: Interaction[]; age?: number } = {}) {
  const calls: { body: { to: string; ticket?: string; call_id: string }; answer: (status: number, body: unknown) => Promise<void> }[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const path = url.split("?")[0];
    if (path === "/v1/calls") {
      return new Promise<Response>((resolve) =>
        calls.push({
          body: JSON.parse(String(init.body)) as { to: string; call_id: string },
          answer: (status, body) => act(async () => {
            resolve(new Response(JSON.stringify(body), { status }));
            await new Promise((r) => setTimeout(r));
          }),
        }),
      );
    }
    const known: Record<string, unknown> = {
      "/v1/sessions/sandbox": { token: "t", expires_at: "2030-01-01T00:00:00Z", expires_in: 900, renewal: "r", ends_at: "2030-01-01T11:45:00Z", agent: { id: "support/17", name: "Anna" } },
      "/v1/me": { ...me, confirm_dial: o.confirm === true },
      "/v1/interactions": { seq: 1, interactions: o.first ?? [] },
    };
    return Promise.resolve(new Response(JSON.stringify(known[path ?? ""] ?? {})));
  });
  let tell: (d: Dial) => void = () => undefined;
  const host: Host = {
    kind: "zendesk",
    context: () => Promise.resolve({ user: anna, record: "1" }),
    onContextChange: () => undefined,
    onDial: (l) => {
      tell = l;
      if (o.before !== undefined) l(o.before);
    },
    pop: () => undefined,
    setTitle: () => undefined,
    setHeight: () => undefined,
    attention: () => undefined,
  };
  const workspace = new Workspace({
    client: new Client(),
    host,
    boot: { host: "zendesk", location: "top_bar", account: "support", sign_in: "sandbox", token: "", nonce: "", frame: "", app: "", origins: [] },
    openLive: () => ({ renewed: () => undefined }),
  });
  await include(dialWords);
  const list: Feature[] = [{ name: "dial", part: dial }];
  const features = new Features(list);
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  function Ready() {
    const state = useObserved(workspace);
    return state.opened === undefined ? <Slot at="ready" workspace={workspace} state={state} arrangement={arrange(state.interactions.values(), state)} /> : null;
  }
  await act(async () => {
    render(<WithFeatures of={features}><Ready /></WithFeatures>, root);
    await workspace.start();
  });
  vi.mocked(performance.now).mockReturnValue(o.age ?? 1_000);
  await act(async () => features.start(workspace));
  return {
    workspace, root, calls,
    click: (d: Dial) => act(async () => tell(d)),
    press: () => act(async () => root.querySelector<HTMLButtonElement>("button")!.click()),
    number: () => root.querySelector<HTMLInputElement>("#dial")?.value,
    problem: () => root.querySelector("[role=alert]")?.textContent,
  };
}

const aiko: Dial = { number: "+1 415 555 0134", record: "77" };
const started = (id = "01jcall") => ({ interaction: { ...connected(), id, version: 1, state: "dialling", agent: anna }, voice: { token: "v", params: {} }, claim_until: "2030-01-01T00:00:00Z" });

test("one press on the CRM's number is the call, on the ticket it stands on", async () => {
  const p = await open();
  await p.click(aiko);
  expect(p.calls.map((c) => [c.body.to, c.body.ticket])).toEqual([["+1 415 555 0134", "77"]]);
  expect(p.root.querySelector("button")?.textContent).toContain("Calling…");
  await p.calls[0]!.answer(201, started());
  expect(p.workspace.state.opened).toBe("01jcall");
  expect(p.workspace.state.begun?.voice).toEqual({ token: "v", params: {} });
});

test("where the organisation wants to be asked, the number stands in the box and one key calls it", async () => {
  const p = await open({ confirm: true });
  await p.click(aiko);
  expect(p.calls).toEqual([]);
  expect(p.number()).toBe("+1 415 555 0134");
  expect(document.activeElement?.textContent?.trim()).toBe("Call");
  await p.press();
  expect(p.calls[0]?.body).toMatchObject({ to: "+1 415 555 0134", ticket: "77" });
});

test("a second press while it begins is the same call; another number waits for its turn, and is told", async () => {
  const p = await open();
  await p.click(aiko);
  await p.click({ ...aiko });
  await p.press();
  await p.click({ number: "+1 212 555 0147" });
  expect(p.calls).toHaveLength(1);
  expect(p.workspace.state.notice).toBe("Another number is being called, so +1 212 555 0147 was not.");
  expect(p.number()).toBe("+1 415 555 0134");
});

test("whoever is on a call calls nobody else: not by a click, not when that call ends, not from the box", async () => {
  const mine = { ...connected(), agent: anna };
  const p = await open({ first: [mine] });
  await p.click(aiko);
  expect(p.calls).toEqual([]);
  expect(p.workspace.state.notice).toBe("You are on a call, so +1 415 555 0134 was not called. It stands ready for afterwards.");
  expect(p.workspace.state.opened).toBe(mine.id); // its wrap-up is to be there when it ends
  await act(async () => p.workspace.open(undefined));
  await p.press();
  expect(p.problem()).toBe("You are on a call. Hang up before you call somebody else.");
  await act(async () => p.workspace.take({ ...mine, version: mine.version + 1, state: "closed" }));
  expect(p.calls).toEqual([]);
  expect(p.number()).toBe("+1 415 555 0134");
  await p.click({ ...aiko, number: "+1 212 555 0147" });
  expect(p.workspace.state.opened).toBeUndefined();
  expect(p.calls).toHaveLength(1);
});

test("a number clicked while the page loaded is called; one from long before waits for a press", async () => {
  const soon = await open({ before: aiko });
  expect(soon.calls).toHaveLength(1);
  const late = await open({ before: aiko, age: 31_000 });
  expect(late.calls).toHaveLength(0);
  expect(late.number()).toBe("+1 415 555 0134");
});

test("an answer that was not heard is asked for again as the same call; another intention is another", async () => {
  const p = await open();
  await p.click(aiko);
  await p.calls[0]!.answer(503, { code: "busy", message: "Deskside is busy; nothing was saved. Try again.", request_id: "r" });
  await p.click({ ...aiko });
  await p.calls[1]!.answer(503, { code: "busy", message: "Deskside is busy; nothing was saved. Try again.", request_id: "r" });
  await p.click({ number: "+1 212 555 0147" });
  const [first, second, third] = p.calls.map((c) => c.body.call_id);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

const reasons = ["no_digits", "no_country", "local_only", "letters", "several", "ambiguous", "not_dialed"];

test.each(["ja", "ko"] as const)("in %s each reason for which a number cannot be called has words of its own", async (language) => {
  const p = await open();
  await act(() => speak(language));
  const told = new Set<string>();
  for (const [n, reason] of reasons.entries()) {
    await p.click({ number: "555-010" + n });
    await p.calls[n]!.answer(400, { code: "bad_number", reason, message: "In English.", request_id: "r" });
    told.add(p.problem() ?? "");
  }
  expect(told.size).toBe(reasons.length);
  for (const text of told) expect(text).toMatch(/[\u3040-\u30ff\uac00-\ud7af]/u);
});
