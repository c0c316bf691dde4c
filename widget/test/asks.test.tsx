import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test, vi } from "vitest";
import { Asks } from "../agent/asks/asks";
import { AskBox } from "../agent/asks/box";
import { words as agentWords } from "../agent/asks/words";
import { changes } from "../agent/heard/changes";
import { words as heardWords } from "../agent/heard/words";
import type { Workspace } from "../agent/shell/workspace";
import { Answers, answersOf } from "../customer/asks/answers";
import { Asked } from "../customer/asks/asked";
import { words as customerWords } from "../customer/asks/words";
import { Uploads, uploadsOf, type Upload } from "../customer/files/uploads";
import { words as fileWords } from "../customer/files/words";
import { Memory } from "../customer/shell/memory";
import type { Visit, VisitState } from "../customer/shell/visit";
import { Failure } from "../api/failure";
import type { Ask as AskMade, Asked as AskedFor, Contact, Interaction } from "../api/schema";
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

/** The contact page's parts, over that server. */
function page(client: object, taken: Contact[] = []) {
  const made = new Map<unknown, unknown>();
  const visit = {
    client,
    take: (c: Contact) => void taken.push(c),
    memory: new Memory("shop", () => undefined as never),
    state: {},
    model: <M,>(make: (v: Visit) => M): M => {
      if (!made.has(make)) made.set(make, make(visit));
      return made.get(make) as M;
    },
  } as unknown as Visit;
  return visit;
}

const asking = (a: Partial<AskedFor>): Contact => ({ interaction: "i1", version: 1, state: "connected", files: [], limits: { max_bytes: 1_000, types: ["image/png"] }, asks: [{ id: "ask-0001", type: "text", label: "The broken part", agent: "Anna", until: ask.until, ...a }] });

const ask = { id: "ask-0001", type: "text" as const, label: "Tracking number", agent: { id: "a", name: "Anna" }, at: "2026-03-01T10:00:00Z", until: "2026-03-01T10:10:00Z" };

test("a question that was not heard is the same ask when it is asked again", async () => {
  const { requests, taken, command } = server([new Failure(503, "unavailable", "Busy."), connected()]);
  const asks = new Asks({ command } as unknown as Workspace);
  asks.write("i1", { label: " Tracking number " });
  await asks.ask("i1");
  expect(asks.state.problem).not.toBe("");
  expect(asks.draft("i1").label).toBe(" Tracking number ");
  await asks.ask("i1");
  expect(requests.map(([, path]) => path)).toEqual(["i1 asks", "i1 asks"]);
  expect(requests[0]![2]).toEqual(requests[1]![2]);
  expect(requests[0]![2]).toMatchObject({ type: "text", label: "Tracking number" });
  expect(taken).toHaveLength(1);
  expect(asks.draft("i1").label).toBe("");
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
  expect(root.querySelector(".asked-head")!.textContent).toBe("Anna asks you for:Tracking number");
  answers.write(contact.asks![0]!, "1Z999");
  await act(() => answers.answer(contact.asks![0]!));
  expect(root.querySelector("[role=alert]")).not.toBeNull();
  expect(root.querySelector("textarea")!.value).toBe("1Z999");
  await act(() => answers.answer(contact.asks![0]!));
  await act(() => answers.decline("ask-0001"));
  expect(requests.map(([, path, body]) => [path, body])).toEqual([
    ["/v1/contact/asks/ask-0001", { text: "1Z999" }],
    ["/v1/contact/asks/ask-0001", { text: "1Z999" }],
    ["/v1/contact/asks/ask-0001", { declined: true }],
  ]);
  expect(taken).toHaveLength(2);
});

const press = (root: Element, text: string) => act(async () => [...root.querySelectorAll("button")].find((b) => b.textContent!.includes(text))!.click());

test("photos are taken or chosen, go with their ask, and are said to be all there once they are", async () => {
  await speak("en", customerWords, fileWords);
  const { requests, client } = server([asking({})]);
  const visit = page(client);
  const add = vi.spyOn(Uploads.prototype, "add").mockResolvedValue();
  const uploads = visit.model(uploadsOf);
  const stand = (uploads as unknown as { set: (s: { all: Upload[] }) => void }).set.bind(uploads);
  const root = document.body.appendChild(document.createElement("div"));
  const show = (a: Partial<AskedFor>) => act(() => render(<Asked visit={visit} state={{ contact: asking({ type: "photo", most_files: 4, ...a }) } as VisitState} />, root));
  await show({});
  expect(root.querySelector(".asked-head")!.textContent).toBe("Anna asks you for a photo:The broken part");
  const [camera, there] = [...root.querySelectorAll<HTMLInputElement>("input[type=file]")];
  expect([camera!.getAttribute("capture"), camera!.accept, camera!.multiple, there!.hasAttribute("capture"), there!.accept, there!.multiple]).toEqual(["environment", "image/*", false, false, "image/jpeg,image/png,image/webp", true]);
  expect(root.textContent).not.toContain("Done"); // nothing is there yet
  const files = [1, 2, 3, 4, 5].map((n) => new File(["x"], `${n}.png`, { type: "image/png" }));
  Object.defineProperty(there, "files", { value: files, configurable: true });
  await act(() => void there!.dispatchEvent(new Event("change")));
  expect(add.mock.calls.map(([f, of]) => [f.name, of])).toEqual(["1", "2", "3", "4"].map((n) => [n + ".png", "ask-0001"])); // no more than it takes
  const upload = { name: "1.png", size: 1, ask: "ask-0001", picture: "", progress: 0.5, problem: "" };
  await act(() => stand({ all: [{ ...upload, id: "f1", state: "sent" }, { ...upload, id: "f2", state: "sending" }] }));
  await show({ files: ["f1"] });
  expect(root.textContent).toContain("1 of up to 4 are there.");
  expect(root.textContent).not.toContain("Done"); // one is on its way
  await act(() => stand({ all: [{ ...upload, id: "f1", state: "sent" }, { ...upload, id: "f2", state: "sent" }] }));
  await show({ files: ["f1", "f2"] });
  await press(root, "Done");
  expect(requests).toEqual([["POST", "/v1/contact/asks/ask-0001", { files: ["f1", "f2"] }]]);
  await show({ type: "video", most_files: 1 });
  expect([...root.querySelectorAll("input")].map((one) => [one.accept, one.multiple, one.hasAttribute("capture")])).toEqual([["video/*", false, true], ["video/*", false, false]]);
});

test("where they are is shown before it is sent, and what the browser cannot say is told by its reason", async () => {
  await speak("en", customerWords, fileWords);
  const contact = asking({ type: "location", label: "For the courier" });
  const { requests, client } = server([contact, contact, contact, contact, contact]);
  const visit = page(client);
  const answers = visit.model(answersOf);
  const root = document.body.appendChild(document.createElement("div"));
  await act(() => render(<Asked visit={visit} state={{ contact } as VisitState} />, root));
  expect(root.querySelector(".asked-head")!.textContent).toBe("Anna asks where you are:For the courier");
  let found: PositionCallback = () => undefined;
  let lost: PositionErrorCallback = () => undefined;
  const getCurrentPosition = vi.fn((ok: PositionCallback, not: PositionErrorCallback) => void ([found, lost] = [ok, not]));
  vi.stubGlobal("navigator", { geolocation: { getCurrentPosition } });
  await press(root, "Show where I am");
  await press(root, "Finding out"); // once is enough
  expect(getCurrentPosition).toHaveBeenCalledTimes(1);
  await act(() => found({ coords: { latitude: 35.6585812, longitude: 139.7454384, accuracy: 11.2 } } as GeolocationPosition));
  expect(root.querySelector("a")!.textContent).toBe("35.658581, 139.745438, within 12 m");
  expect(root.querySelector("a")!.href).toContain("https://www.openstreetmap.org/?mlat=35.6585812&mlon=139.7454384#map=");
  expect(requests).toEqual([]);
  await press(root, "Send");
  expect(requests).toEqual([["POST", "/v1/contact/asks/ask-0001", { place: { latitude: 35.6585812, longitude: 139.7454384, accuracy: 12 } }]]);
  for (const [code, failed] of [[1, "location_denied"], [2, "location_unavailable"], [3, "location_timeout"]] as const) {
    answers.locate("ask-0001");
    await act(() => lost({ code, PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 } as GeolocationPositionError));
    expect(requests.at(-1)).toEqual(["POST", "/v1/contact/asks/ask-0001", { failed }]);
  }
  vi.stubGlobal("navigator", {});
  await act(() => answers.locate("ask-0001"));
  expect(requests.at(-1)![2]).toEqual({ failed: "location_unavailable" });
  vi.unstubAllGlobals();
});

test("a sentence is agreed to or not", async () => {
  await speak("en", customerWords, fileWords);
  const contact = asking({ type: "consent", label: "You may open the parcel." });
  const { requests, client } = server([contact, contact]);
  const root = document.body.appendChild(document.createElement("div"));
  await act(() => render(<Asked visit={page(client)} state={{ contact } as VisitState} />, root));
  expect(root.querySelector(".asked-head")!.textContent).toBe("Anna asks whether you agree:You may open the parcel.");
  await press(root, "I agree");
  await press(root, "I do not agree");
  expect(requests.map(([, , body]) => body)).toEqual([{ agreed: true }, { declined: true }]);
});

test("the agent asks for a photo with one press, and for consent with a sentence", async () => {
  await speak("en", agentWords);
  const { requests, command } = server([connected(), connected()]);
  const asks = new Asks({ command } as unknown as Workspace);
  asks.write("i1", { type: "photo" });
  await asks.ask("i1");
  asks.write("i1", { type: "consent" });
  await asks.ask("i1"); // there is nothing to agree to
  asks.write("i1", { label: "You may open the parcel." });
  await asks.ask("i1");
  expect(requests.map(([, , body]) => body)).toMatchObject([{ type: "photo", label: "A photo of it" }, { type: "consent", label: "You may open the parcel." }]);
});

test("the agent reads what has come of each kind of ask", async () => {
  await speak("en", agentWords);
  const place = { latitude: 35.658581, longitude: 139.745438, accuracy: 12 };
  const i: Interaction = {
    ...connected(),
    app: "shop",
    asks: [
      { ...ask, id: "ask-0001", type: "photo", state: "answered", files: ["f1", "f2"] },
      { ...ask, id: "ask-0002", type: "photo", state: "expired", late: ["f3"] },
      { ...ask, id: "ask-0003", type: "location", state: "answered", place },
      { ...ask, id: "ask-0004", type: "location", state: "failed", failed: "location_denied", why: "Their browser may not tell where they are." },
      { ...ask, id: "ask-0005", type: "consent", state: "answered" },
      { ...ask, id: "ask-0006", type: "consent", state: "failed", failed: "of_the_future" },
    ],
  };
  let made: unknown;
  const workspace = { model: <M,>(make: (w: Workspace) => M) => (made ??= make(workspace as unknown as Workspace)) as M };
  const root = document.createElement("div");
  await act(() => render(<AskBox workspace={workspace as unknown as Workspace} state={undefined as never} i={i} />, root));
  expect([...root.querySelectorAll("li")].map((li) => li.textContent!.replace(ask.label, "")).reverse()).toEqual([
    "The customer sent it:2 files",
    "Nobody answered in time.1 file came after the end",
    "The customer answered:35.658581, 139.745438, within 12 m",
    "Their browser may not tell where they are.",
    "The customer agreed.",
    "The customer's page could not do it.",
  ]);
  expect(root.querySelector("a")!.href).toBe("https://www.openstreetmap.org/?mlat=35.658581&mlon=139.745438#map=17/35.658581/139.745438");
});

test("an answer without words is told as there, and never what is sensitive", async () => {
  await speak("en", agentWords, heardWords);
  const i: Interaction = { ...connected(), app: "shop" };
  const asks: AskMade[] = [{ ...ask, type: "photo", label: "The handle", state: "answered", files: ["f1"] }, { ...ask, id: "ask-0002", label: "Card number", state: "answered", sensitive: true }, { ...ask, id: "ask-0003", state: "answered", text: "1Z999" }];
  expect(changes({ ...i, asks }, i, { agent: "a", crm: "zendesk" })).toEqual(["The handle: answered.", "Card number: answered.", "Tracking number: 1Z999"]);
});

test("a sensitive answer is shown to who has asked alone, once they want to see it", async () => {
  await speak("en", agentWords);
  const { requests, client, command } = server([connected(), { text: "4242 4242" }]);
  const asks = new Asks({ command, client } as unknown as Workspace);
  const given: AskMade = { ...ask, state: "answered", sensitive: true };
  const i: Interaction = { ...connected(), app: "shop", asks: [given] };
  const root = document.body.appendChild(document.createElement("div"));
  const show = (agent: string) => act(() => render(<AskBox workspace={{ command, client, agent, model: () => asks } as unknown as Workspace} state={undefined as never} i={i} />, root));
  await show("b");
  expect(root.querySelector("li")!.textContent).toBe("Tracking numberSensitiveGiven, and kept out of the ticket.");
  await show("a");
  await act(() => asks.write(i.id, { label: "Card number", sensitive: true }));
  await press(root, "Ask");
  await act(() => asks.write(i.id, { type: "photo", label: "Your card", sensitive: true }));
  expect(root.querySelector("[type=checkbox]")).toBeNull(); // a photo goes to the ticket
  await press(root, "Show the answer");
  expect(root.querySelector(".asks-answer")!.textContent).toBe("4242 4242");
  expect(requests).toMatchObject([["POST", `${i.id} asks`, { type: "text", label: "Card number", sensitive: true }], ["GET", `/v1/interactions/${i.id}/asks/ask-0001/answer`, undefined]]);
});

test("what is typed into a sensitive ask stays in the page", async () => {
  await speak("en", customerWords, fileWords);
  const contact = asking({ sensitive: true, label: "Card number" });
  const visit = page(server([]).client);
  const root = document.createElement("div");
  await act(() => render(<Asked visit={visit} state={{ contact } as VisitState} />, root));
  expect(root.querySelector(".asked-head")!.textContent).toContain("the call is not recorded until you have answered");
  visit.model(answersOf).write(contact.asks![0]!, "4242 4242");
  visit.model(answersOf).write(asking({ id: "ask-0002" }).asks![0]!, "1Z999");
  expect(visit.memory.get("answers")).toEqual({ "ask-0002": "1Z999" });
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
