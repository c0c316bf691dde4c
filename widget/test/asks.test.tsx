import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { Asks } from "../agent/asks/asks";
import { AskBox } from "../agent/asks/box";
import { words as agentWords } from "../agent/asks/words";
import type { Workspace } from "../agent/shell/workspace";
import { Answers, answersOf } from "../customer/asks/answers";
import { Asked } from "../customer/asks/asked";
import { words as customerWords } from "../customer/asks/words";
import { Memory } from "../customer/shell/memory";
import type { Visit, VisitState } from "../customer/shell/visit";
import { Failure } from "../api/failure";
import type { Contact, Interaction } from "../api/schema";
import { connected } from "../dev/fixtures";
import { speak } from "../words/catalogue";
import { teller } from "../words/server";

type Request = [method: string, path: string, body: unknown];

/** A server that answers in turn. */
function server(answers: unknown[]) {
  const requests: Request[] = [];
  const json = vi.fn((method: string, path: string, body?: unknown) => {
    requests.push([method, path, body]);
    const answer = answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const taken: unknown[] = [];
  const command = async (id: string, method: string, deed: string, body?: unknown) => void taken.push(await json(method, `${id} ${deed}`, body));
  return { requests, taken, client: { json }, command };
}

const ask = { id: "ask-0001", type: "text" as const, label: "Tracking number", agent: { id: "a", name: "Anna" }, at: "2026-03-01T10:00:00Z", until: "2026-03-01T10:10:00Z" };

test("a question that was not heard is the same ask when it is asked again", async () => {
  const { requests, taken, command } = server([new Failure(503, "unavailable", "Busy."), connected()]);
  const asks = new Asks({ command } as unknown as Workspace);
  asks.write("i1", " Tracking number ");
  await asks.ask("i1");
  expect(asks.state.problem).not.toBe("");
  expect(asks.label("i1")).toBe(" Tracking number ");
  await asks.ask("i1");
  expect(requests.map(([, path]) => path)).toEqual(["i1 asks", "i1 asks"]);
  expect(requests[0]![2]).toEqual(requests[1]![2]);
  expect(requests[0]![2]).toMatchObject({ type: "text", label: "Tracking number" });
  expect(taken).toHaveLength(1);
  expect(asks.label("i1")).toBe("");
  expect(asks.state.problem).toBe("");
});

test("the agent sees what came of each ask, and can take back what is open", async () => {
  await speak("en", agentWords);
  const i: Interaction = { ...connected(), app: "shop", asks: [{ ...ask, state: "open" }, { ...ask, id: "ask-0002", label: "Colour", state: "answered", text: "red <b>" }] };
  const { requests, command } = server([i]);
  const workspace = { command, model: <M,>(make: (w: Workspace) => M) => (made ??= make(workspace as unknown as Workspace)) as M };
  let made: unknown;
  const root = document.createElement("div");
  await act(() => render(<AskBox workspace={workspace as unknown as Workspace} state={undefined as never} i={i} />, root));
  expect(root.textContent).toContain("Waiting for the customer");
  expect(root.querySelector(".asks-answer")!.textContent).toBe("red <b>");
  await act(() => root.querySelector<HTMLButtonElement>("[aria-label='Take back: Tracking number']")!.click());
  expect(requests).toEqual([["POST", `${i.id} asks/ask-0001/withdraw`, undefined]]);
  const phoned: Interaction = { ...connected() };
  delete phoned.app;
  await act(() => render(<AskBox workspace={workspace as unknown as Workspace} state={undefined as never} i={phoned} />, root));
  expect(root.textContent).toBe(""); // there is no page that could show it
});

test("the customer reads who asks and what for, answers or declines, and keeps what was typed", async () => {
  await speak("en", customerWords);
  const contact = { interaction: "i1", version: 1, state: "connected", files: [], limits: { max_bytes: 1, types: [] }, asks: [{ id: "ask-0001", type: "text", label: "Tracking number", agent: "Anna", until: ask.until }] } as Contact;
  const { requests, client } = server([new Failure(503, "unavailable", "Busy."), contact, contact]);
  const taken: Contact[] = [];
  const visit = { client, take: (c: Contact) => void taken.push(c), memory: new Memory("shop", () => undefined as never) } as unknown as Visit;
  const answers: Answers = answersOf(visit);
  const page = { ...visit, model: () => answers } as unknown as Visit;
  const root = document.createElement("div");
  await act(() => render(<Asked visit={page} state={{ contact } as VisitState} />, root));
  expect(root.querySelector("label")!.textContent).toBe("Anna asks you for:Tracking number");
  answers.write("ask-0001", "1Z999");
  await act(() => answers.answer("ask-0001"));
  expect(root.querySelector("[role=alert]")).not.toBeNull();
  expect(root.querySelector("textarea")!.value).toBe("1Z999");
  await act(() => answers.answer("ask-0001"));
  await act(() => answers.decline("ask-0001"));
  expect(requests.map(([, path, body]) => [path, body])).toEqual([
    ["/v1/contact/asks/ask-0001", { text: "1Z999" }],
    ["/v1/contact/asks/ask-0001", { text: "1Z999" }],
    ["/v1/contact/asks/ask-0001", { declined: true }],
  ]);
  expect(taken).toHaveLength(2);
});

test("an ask of a kind that the page does not know is told of as such, once", async () => {
  await speak("en", customerWords);
  const contact = { interaction: "i1", version: 1, state: "connected", files: [], limits: { max_bytes: 1, types: [] }, asks: [{ id: "ask-0002", type: "hologram" as "text", label: "Yourself", agent: "Anna", until: ask.until }] } as Contact;
  const { requests, client } = server([contact]);
  const visit = { client, take: () => undefined, memory: new Memory("shop", () => undefined as never) } as unknown as Visit;
  const answers: Answers = answersOf(visit);
  const root = document.createElement("div");
  for (let n = 0; n < 2; n++) await act(() => render(<Asked visit={{ ...visit, model: () => answers } as unknown as Visit} state={{ contact } as VisitState} />, root));
  expect(root.textContent).toBe("");
  expect(requests).toEqual([["POST", "/v1/contact/asks/ask-0002", { failed: "unknown_ask" }]]);
});

test("what the server says of asks is said in the agent's language by this part alone", async () => {
  await speak("ja", agentWords);
  const tell = teller({ agent: "{agent}さん" }, "、");
  expect(tell({ code: "ask_made", values: { agent: "Anna", label: "追跡番号" } })).toBe("Annaさんがお客様に入力を依頼しました：追跡番号");
  expect(tell({ code: "nothing" })).toBeUndefined();
});
