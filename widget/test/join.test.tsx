import encodeQR from "qr";
import decodeQR from "qr/decode.js";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { LetJoin } from "../agent/join/box";
import { grouped, mayJoin } from "../agent/join/codes";
import { words as agentWords } from "../agent/join/words";
import type { Workspace, WorkspaceState } from "../agent/shell/workspace";
import { Client } from "../api/client";
import { Failure } from "../api/failure";
import type { Contact, Interaction } from "../api/schema";
import { joining } from "../customer/features";
import { firstWords } from "../customer/languages/source";
import { ContactPage } from "../customer/shell/app";
import { embedding } from "../customer/shell/embedding";
import { Memory } from "../customer/shell/memory";
import { Visit } from "../customer/shell/visit";
import { me, street } from "../dev/fixtures";
import { squares } from "../qr";
import { Features } from "../ui/features";
import { speak } from "../words/catalogue";
import { storage } from "./contact";

afterEach(() => {
  vi.unstubAllGlobals();
  history.replaceState(null, "", "/");
  document.body.replaceChildren();
});

const until = () => new Date(Date.now() + 540_000).toISOString();

/** Of an agent whose account can send texts. */
const signedIn = { me: { ...me, texting: { longest: 1600, alphabets: [] } } } as unknown as WorkspaceState;

/** A call from the street. */
function onThePhone(joining?: Interaction["joining"]): Interaction {
  return joining === undefined ? street() : { ...street(), joining };
}

function workspace(answers: unknown[]) {
  const asked: unknown[][] = [];
  const json = (...request: unknown[]) => {
    asked.push(request);
    const answer = answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  let made: unknown;
  const w = { client: { json }, command: json, model: <M,>(make: (w: Workspace) => M) => (made ??= make(w as unknown as Workspace)) as M };
  return { asked, w: w as unknown as Workspace };
}

const press = async (root: Element, text: string) => {
  const button = [...root.querySelectorAll("button")].find((b) => b.textContent?.trim() === text);
  if (button === undefined) throw new Error(`no button ${text} in ${root.textContent}`);
  await act(async () => button.click());
};

test("who came from a page, or is not on the phone any more, is not asked to join", () => {
  expect(mayJoin(onThePhone())).toBe(true);
  expect(mayJoin({ ...onThePhone(), app: "shop" })).toBe(false);
  expect(mayJoin({ ...onThePhone(), state: "wrap_up" })).toBe(false);
  expect(mayJoin({ ...onThePhone(), channel: "message" })).toBe(false);
});

test("the agent reads a code out, and sees when the customer's browser is there", async () => {
  await speak("en", agentWords);
  const good = until();
  const code = { code: "482915", address: "https://desk.example.com/join", link: "https://desk.example.com/join/abc", until: good };
  const { asked, w } = workspace([new Failure(503, "unavailable", "Busy."), code, { ...code, code: "777888" }]);
  const root = document.body.appendChild(document.createElement("div"));
  const show = (i: Interaction) => act(() => render(<LetJoin workspace={w} state={signedIn} i={i} />, root));
  await show(onThePhone());
  await press(root, "Let them join");
  expect(root.querySelector("[role=alert]")?.textContent).toContain("Busy.");
  await press(root, "Let them join");
  expect(root.querySelector("[role=alert]")).toBeNull();
  expect(root.textContent).toContain("Open desk.example.com/join in any browser");
  expect(root.querySelector(".join-code")?.textContent).toBe("482 915");
  expect(root.querySelector(".join-read .unseen")?.textContent).toBe("4 8 2 9 1 5"); // as it is heard
  expect(document.activeElement?.className).toBe("join-read");
  await show(onThePhone({ until: good, how: "shown", browsers: [] }));
  expect(root.querySelector(".join-code")).not.toBeNull();

  await press(root, "QR code");
  await vi.waitFor(() => expect(root.querySelector("svg path")).not.toBeNull());
  expect(root.querySelector("svg")?.getAttribute("aria-label")).toBe("QR code of the link");
  await press(root, "New code");
  expect(asked.map(([, , body]) => body)).toEqual([{ fresh: false }, { fresh: false }, { fresh: true }]);

  await show(onThePhone({ browsers: [{ at: "2026-03-01T10:00:00Z", way: "code", device: "Pixel 8" }] }));
  expect(root.querySelector("[role=status]")?.textContent).toBe("The customer's browser has joined: Pixel 8");
  expect(root.querySelector(".join-code")).toBeNull();
  await act(async () => [...root.querySelectorAll("button")].find((b) => b.getAttribute("aria-label") === "Put out: it is not the customer's browser")?.click());
  expect(asked.at(-1)?.slice(1)).toEqual(["POST", "join/end"]);
});

test("a link is sent by text, once, where both have a number", async () => {
  await speak("en", agentWords);
  const { asked, w } = workspace([new Failure(503, "unavailable", "Busy."), undefined]);
  const root = document.createElement("div");
  const show = (i: Interaction, state = signedIn) => act(() => render(<LetJoin workspace={w} state={state} i={i} />, root));
  await show(onThePhone());
  await press(root, "Send link by text");
  expect(root.querySelector("[role=alert]")?.textContent).toContain("Busy.");
  await press(root, "Send link by text");
  expect(asked.map((a) => a.slice(1, 3))).toEqual([["POST", "join/text"], ["POST", "join/text"]]);
  expect(asked[0]![3]).toEqual(asked[1]![3]);
  const { phone: _, ...withheld } = onThePhone().customer;
  await show({ ...onThePhone(), customer: withheld });
  expect(root.textContent).not.toContain("Send link by text");
  await show(onThePhone(), { me } as unknown as WorkspaceState);
  expect(root.textContent).not.toContain("Send link by text");
});

test("a code that somebody else has replaced is shown no more, and one that has run out says so", async () => {
  await speak("en", agentWords);
  const { w } = workspace([{ code: "482915", address: "https://d.example/join", link: "https://d.example/join/abc", until: until() }]);
  const root = document.createElement("div");
  const show = (i: Interaction) => act(() => render(<LetJoin workspace={w} state={signedIn} i={i} />, root));
  await show(onThePhone());
  await press(root, "Let them join");
  await show(onThePhone({ until: new Date(Date.now() + 600_000).toISOString(), how: "texted", number: "(415) 555-0134", browsers: [] }));
  expect(root.querySelector(".join-code")).toBeNull();
  expect(root.textContent).toContain("A link was texted to (415) 555-0134.");

  const late = workspace([{ code: "482915", address: "https://d.example/join", link: "https://d.example/join/abc", until: new Date(Date.now() - 1_000).toISOString() }]);
  const other = document.createElement("div");
  await act(() => render(<LetJoin workspace={late.w} state={signedIn} i={onThePhone()} />, other));
  await press(other, "Let them join");
  expect(other.textContent).toContain("The code has run out.");
  expect(other.textContent).not.toContain("QR code");
});

test("digits are said in threes, and what is drawn is the link", () => {
  expect(grouped("482915")).toBe("482 915");
  const link = "https://desk.example.com/join/abcdefghijklmnopqrstuv#qr";
  const { path, side } = squares(link);
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h/g)].map(([, x, y]) => `${x} ${y}`));
  expect(encodeQR(link, "raw", { ecc: "low", border: 4 })).toHaveLength(side);
  const scale = 4; // as a camera sees it
  const data = new Uint8Array(side * scale * side * scale * 4);
  for (let y = 0; y < side * scale; y++)
    for (let x = 0; x < side * scale; x++) data.set(dark.has(`${Math.floor(x / scale)} ${Math.floor(y / scale)}`) ? [0, 0, 0, 255] : [255, 255, 255, 255], (y * side * scale + x) * 4);
  expect(decodeQR({ width: side * scale, height: side * scale, data })).toBe(link);
});

/** The page at that address; the server answers by route. */
async function open(address: string, answers: Record<string, unknown>, kept = storage()) {
  history.replaceState(null, "", address);
  await speak("en", firstWords);
  const requests: { route: string; body: unknown }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const route = `${init.method} ${url}`;
    requests.push({ route, body: typeof init.body === "string" ? JSON.parse(init.body) : undefined });
    const answer = answers[route];
    return answer instanceof Response ? answer.clone() : new Response(JSON.stringify(answer ?? {}), { status: answer === undefined ? 404 : 200 });
  });
  const visit = new Visit({ client: new Client(), app: "", embedding: embedding({ origins: [] }), openLive: () => ({}), memory: new Memory("", () => kept) });
  const features = new Features(joining);
  const root = document.body.appendChild(document.createElement("div"));
  await act(() => render(<ContactPage visit={visit} embedding={visit.embedding} features={features} />, root));
  await act(() => features.all());
  return { visit, root, requests, kept };
}

const contact = (more: Partial<Contact>): Contact => ({ interaction: "i1", version: 2, state: "connected", agent: "Mia", files: [], limits: { max_bytes: 1_000, types: [] }, ...more });
const wrong = new Response(JSON.stringify({ code: "wrong_code", message: "This code is not right, or not any more.", request_id: "r" }), { status: 404 });

test("a caller types the code, and their page is beside the call: no sound, nothing to hang up", async () => {
  const answers: Record<string, unknown> = { "POST /v1/join": wrong, "GET /v1/contact": contact({ asks: [{ id: "a1", type: "text", label: "Tracking number", agent: "Mia", until: until() }] }) };
  const { visit, root, requests, kept } = await open("/join", answers);
  const field = root.querySelector<HTMLInputElement>("#code")!;
  expect(document.activeElement).toBe(field);
  expect([field.inputMode, field.getAttribute("autocomplete")]).toEqual(["numeric", "one-time-code"]);
  const types = (code: string) =>
    act(async () => {
      field.value = code;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  await types("000 000");
  await press(root, "Join the call");
  await vi.waitFor(() => expect(root.querySelector("[role=alert]")?.textContent ?? "").toContain("This code is not right"));
  answers["POST /v1/join"] = { interaction: "i1", token: "t" };
  await types("482 915");
  await press(root, "Join the call");
  await vi.waitFor(() => expect(root.textContent).toContain("You are on the phone with Mia"));
  expect(root.textContent).toContain("Tracking number");
  expect(root.textContent).not.toMatch(/Hang up|Cancel the call|Send instead/);
  const [first, second] = requests.filter((r) => r.route === "POST /v1/join").map((r) => r.body as Record<string, string>);
  expect([first!["code"], second!["code"]]).toEqual(["000 000", "482 915"]);
  expect(first!["secret"]).toBe(second!["secret"]); // the same browser
  expect(visit.calling).toBe(false); // closing it ends no call

  // A reload goes on by the token that it has.
  document.body.replaceChildren();
  const again = await open("/join", answers, kept);
  await vi.waitFor(() => expect(again.root.textContent).toContain("You are on the phone with Mia"));
  expect(again.requests.map((r) => r.route)).not.toContain("POST /v1/join");
  answers["GET /v1/contact"] = contact({ version: 3, state: "ended", reference: "#35" });
  await act(() => again.visit.refresh());
  expect(again.root.textContent).toContain("The call has ended");
  expect(again.root.textContent).toContain("#35");
});

test("a link joins by a press, says that it was scanned, and does not stay in the address", async () => {
  const { root, requests } = await open("/join/abcdefghijklmnopqrstuv#qr", { "POST /v1/join": { interaction: "i1", token: "t" }, "GET /v1/contact": contact({}) });
  expect(requests).toEqual([]); // what looks into links by itself joins nothing
  expect(root.querySelector("#code")).toBeNull();
  await press(root, "Join the call");
  await vi.waitFor(() => expect(root.textContent).toContain("You are on the phone with Mia"));
  expect(requests[0]!.body).toMatchObject({ code: "abcdefghijklmnopqrstuv", scanned: true });
  expect(location.pathname + location.hash).toBe("/join");
});

test("a link that lets nobody in leaves a code to be typed", async () => {
  const { root } = await open("/join/abcdefghijklmnopqrstuv", { "POST /v1/join": wrong });
  await press(root, "Join the call");
  await vi.waitFor(() => expect(root.querySelector("[role=alert]")?.textContent ?? "").toContain("not any more"));
  expect(root.querySelector("#code")).not.toBeNull();
});
