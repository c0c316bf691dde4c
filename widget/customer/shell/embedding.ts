import type { UnsignedField } from "../../api/schema";
import type { Boot } from "../../boot";
import { issuesOf, type Issue } from "./issues";

/** What the company's page tells when the contact page opens over it. */
export interface Occasion {
  fields: UnsignedField[];
  issues: Issue[];
  /** Whether the page can vouch for the customer with a signed packet. */
  packet: boolean;
  /** Whether it has a challenge for visitors to pass. */
  challenge: boolean;
}

/** What the company's page has to say for a customer: a signed packet, or what it got for its challenge. */
export interface Word {
  packet?: string;
  challenge?: string;
}

/** The company's page around us, spoken to through contact.js. */
export interface Embedding {
  occasion: Promise<Occasion>;
  /** Its word for this moment; empty where there is none, or none in time. */
  vouch(o: Occasion): Promise<Word>;
  close(): void;
  /** A small bar in a corner of the page, which can be used again; or in full. */
  shrink(small: boolean): void;
  /** The customer wants the overlay gone: Escape, or a click beside it. */
  onCloseRequest(listener: () => void): void;
  /** Whether there is a page around us at all. */
  readonly framed: boolean;
}

/** A backend that does not sign in time does not hold the customer up; a challenge may be theirs to pass. */
const packetPatience = 5_000;
const challengePatience = 65_000;

/**
 * Messages are taken from the window around us alone, and only from an origin that the
 * server knows as the app's; answers go to that origin and no other. The page's issues are
 * given to be checked as they were told.
 */
export function embedding({ origins, language = "en" }: Pick<Boot, "origins" | "language">, page: Window = window, check: (issues: unknown) => void = () => undefined): Embedding {
  const origin = new URLSearchParams(page.location.search).get("page_origin") ?? "";
  const framed = page.parent !== page;
  if (!framed || !origins.includes(origin)) {
    return {
      framed: false,
      occasion: Promise.resolve({ fields: [], issues: [], packet: false, challenge: false }),
      vouch: () => Promise.resolve({}),
      close: () => undefined,
      shrink: () => undefined,
      onCloseRequest: () => undefined,
    };
  }
  const post = (message: { type: string; n?: number }) => page.parent.postMessage(message, origin);
  const waiting = new Map<number, (word: Word) => void>();
  const closers: (() => void)[] = [];
  let asked = 0;
  let open: (o: Occasion) => void = () => undefined;
  const occasion = new Promise<Occasion>((resolve) => (open = resolve));

  page.addEventListener("message", (e: MessageEvent<Record<string, unknown> | null>) => {
    if (e.source !== page.parent || e.origin !== origin || typeof e.data !== "object" || e.data === null) return;
    const told = e.data;
    switch (told["type"]) {
      case "deskside:contact-open":
        check(told["issues"]);
        open({ fields: fieldsOf(told["fields"]), issues: issuesOf(told["issues"], language), packet: told["packet"] === true, challenge: told["challenge"] === true });
        break;
      case "deskside:contact-packet": {
        const n = Number(told["n"]);
        waiting.get(n)?.(wordOf(told));
        waiting.delete(n);
        break;
      }
      case "deskside:contact-close-please":
        for (const tell of closers) tell();
        break;
    }
  });
  post({ type: "deskside:contact-ready" });

  return {
    framed: true,
    occasion,
    vouch: (o) =>
      new Promise((resolve) => {
        if (!o.packet && !o.challenge) return resolve({});
        const n = ++asked;
        waiting.set(n, resolve);
        setTimeout(() => resolve({}), o.challenge ? challengePatience : packetPatience);
        post({ type: "deskside:contact-packet-please", n });
      }),
    close: () => post({ type: "deskside:contact-close" }),
    shrink: (small) => post({ type: small ? "deskside:contact-small" : "deskside:contact-full" }),
    onCloseRequest: (l) => closers.push(l),
  };
}

function wordOf(told: Record<string, unknown>): Word {
  const word: Word = {};
  for (const by of ["packet", "challenge"] as const) if (typeof told[by] === "string" && told[by] !== "") word[by] = told[by];
  return word;
}

const kinds = ["text", "number", "date", "url", "boolean"];

/** A page's facts, cut to what the contract carries: a long one is shortened, never a reason to refuse the customer. */
function fieldsOf(told: unknown): UnsignedField[] {
  if (!Array.isArray(told)) return [];
  const fields: UnsignedField[] = [];
  for (const f of told.slice(0, 80) as Record<string, unknown>[]) {
    if (typeof f !== "object" || f === null || f["key"] === undefined || f["value"] === undefined || f["value"] === null) continue;
    const field: UnsignedField = { key: String(f["key"]).slice(0, 64), value: String(f["value"]).slice(0, 2000), type: "text" };
    if (f["label"] !== undefined) field.label = String(f["label"]).slice(0, 120);
    if (typeof f["type"] === "string" && kinds.includes(f["type"])) field.type = f["type"] as NonNullable<UnsignedField["type"]>;
    fields.push(field);
  }
  return fields;
}
