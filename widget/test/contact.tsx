import { render } from "preact";
import { act } from "preact/test-utils";
import { vi } from "vitest";
import { Client } from "../api/client";
import type { LiveOptions } from "../api/live";
import type { Contact } from "../api/schema";
import { features } from "../customer/features";
import { firstWords } from "../customer/languages/source";
import { ContactPage } from "../customer/shell/app";
import type { Embedding } from "../customer/shell/embedding";
import { Memory } from "../customer/shell/memory";
import { Visit } from "../customer/shell/visit";
import type { VoiceStatus } from "../voice";
import { Features } from "../ui/features";
import { speak } from "../words/catalogue";

export const id = "01jd8m2x7k3q9v5t4w6y8z0cus";
export const limits = { max_bytes: 1_000, types: ["image/png"] };

/** A tab's own storage. */
export function storage(): Storage {
  const all = new Map<string, string>();
  return { getItem: (k: string) => all.get(k) ?? null, setItem: (k: string, v: string) => void all.set(k, v) } as unknown as Storage;
}

/** The contact page as a company's page opens it; the server answers by route. */
export async function openContact(o: { contact?: Partial<Contact>; gone?: boolean; storage?: Storage } = {}) {
  await speak("en", firstWords);
  const requests: { route: string; body: unknown }[] = [];
  let version = o.contact?.version ?? 1;
  /** As the server has it now: what is heard is newer each time, and so is what it answers. */
  const contact: Contact = { interaction: id, state: "starting", files: [], limits, ...o.contact, get version() { return version; } };
  const answers = new Map<string, unknown>([
    ["POST /v1/contacts", { interaction: id, token: "capability", packet: { trust: "none" }, voice: { token: "v", params: {} } }],
    ["GET /v1/contact", contact],
    ["POST /v1/contact/end", null],
  ]);
  const unknown = new Response(JSON.stringify({ code: "unauthorized", message: "Sign in first.", request_id: "r" }), { status: 401 });
  if (o.gone === true) answers.set("GET /v1/contact", unknown);
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const route = `${init.method} ${url.split("?")[0]}`;
    requests.push({ route, body: typeof init.body === "string" ? JSON.parse(init.body) : undefined });
    const answer = await answers.get(route); // one that never comes is a page that goes before it
    if (answer instanceof Error) throw answer;
    if (answer instanceof Response) return answer.clone();
    if (answer === null) return new Response(null, { status: 204 });
    return answer === undefined ? new Response(JSON.stringify({ code: "not_found", message: "There is nothing here.", request_id: "r" }), { status: 404 }) : new Response(JSON.stringify(answer));
  });
  let closePlease: () => void = () => undefined;
  const closed = vi.fn();
  const shrink = vi.fn();
  const embedding: Embedding = {
    framed: true,
    occasion: Promise.resolve({ fields: [], issues: [], packet: false, challenge: false }),
    vouch: () => Promise.resolve({}),
    close: closed,
    shrink,
    onCloseRequest: (l) => void (closePlease = l),
  };
  let live: LiveOptions | undefined;
  let told: (s: VoiceStatus) => void = () => undefined;
  const hungUp = vi.fn(() => Promise.resolve());
  const visit = new Visit({
    client: new Client(),
    app: "shop",
    embedding,
    memory: new Memory("shop", () => o.storage ?? storage()),
    openLive: (options) => {
      live = options;
      options.state("live");
      return {};
    },
    connect: (_token, status) => {
      told = status;
      return Promise.resolve({ status: "open", hangUp: hungUp, mute: () => undefined, press: () => undefined });
    },
  });
  const parts = new Features(features);
  await parts.all();
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  await act(() => render(<ContactPage visit={visit} embedding={embedding} features={parts} />, root));
  const button = (name: string) => [...root.querySelectorAll("button")].find((b) => b.textContent?.trim() === name);
  return {
    visit, root, requests, answers, contact, closed, shrink, hungUp,
    /** What is to be seen; what was said aloud is not. */
    text: () => [...root.children].filter((e) => !e.matches(".unseen")).map((e) => e.textContent).join(""),
    button,
    voice: (s: VoiceStatus) => act(() => told(s)),
    closePlease: () => act(() => closePlease()),
    hear: (part: Partial<Contact>) => act(() => live?.message({ kind: "contact", seq: 1, contact: { ...contact, version: ++version, ...part } })),
    live: (s: Parameters<LiveOptions["state"]>[0]) => act(() => live?.state(s)),
    write: (selector: string, text: string) =>
      act(() => {
        const box = root.querySelector<HTMLTextAreaElement>(selector)!;
        box.value = text;
        box.dispatchEvent(new Event("input", { bubbles: true }));
      }),
    click: (name: string) =>
      act(async () => {
        const b = button(name);
        if (b === undefined) throw new Error(`no button ${name} in ${root.textContent}`);
        b.click();
      }),
    submit: () => act(() => void root.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }))),
    until: (so: () => void) => vi.waitFor(so, { interval: 1 }),
  };
}
