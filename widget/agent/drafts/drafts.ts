import type { TicketStatus } from "../../api/schema";

/** What is kept of something half written, so that a reload or a crash loses nothing. */
export interface Kept {
  /** Note: its id, the same at every try. */
  id?: string;
  text: string;
  /** Closing note: how the call ended. */
  disposition?: string;
  /** Closing note: what becomes of the ticket. */
  status?: TicketStatus;
  /** When it was written, ms since 1970. */
  at: number;
}

/** A note being typed and a closing note, both by interaction; a note handed over, by interaction and id. */
export type Kind = "note" | "sent" | "closing";

/** A draft of longer ago is nobody's any more. */
const life = 7 * 24 * 3_600_000;

/**
 * Drafts in the browser's storage, by account, agent and interaction. A frame may be
 * denied storage; then nothing is kept, and everything else works as before.
 */
export class Drafts {
  readonly #store: Storage | undefined;
  readonly #account: string;
  readonly #agent: string;
  readonly #now: () => number;

  constructor(o: { account: string; agent: string; store?: Storage | undefined; now?: () => number }) {
    this.#store = "store" in o ? o.store : storage();
    this.#account = "deskside:" + encodeURIComponent(o.account) + ":";
    this.#agent = this.#account + encodeURIComponent(o.agent) + ":";
    this.#now = o.now ?? Date.now;
    this.#clean();
  }

  /** Whether anything is kept at all. */
  get works(): boolean {
    return this.#store !== undefined;
  }

  /** Under which name something is kept; of one kind there is one for each name. */
  keep(kind: Kind, name: string, draft: Omit<Kept, "at"> | undefined): void {
    const key = this.#agent + kind + ":" + name;
    try {
      if (draft === undefined) this.#store?.removeItem(key);
      else this.#store?.setItem(key, JSON.stringify({ ...draft, at: this.#now() }));
    } catch {
      // full, or denied since: the text is still on the page
    }
  }

  all(kind: Kind): [name: string, draft: Kept][] {
    const begin = this.#agent + kind + ":";
    return this.#keys(begin).flatMap((key) => {
      const draft = parse(this.#read(key));
      return draft === undefined ? [] : [[key.slice(begin.length), draft] as [string, Kept]];
    });
  }

  /** Tells what another page of the same agent has changed; draft undefined: saved or emptied there. Ends with what it returns. */
  follow(changed: (kind: Kind, name: string, draft: Kept | undefined) => void, page: EventTarget = window): () => void {
    const hear = (e: Event) => {
      const { key, newValue, storageArea } = e as StorageEvent;
      if (key === null || !key.startsWith(this.#agent) || storageArea !== this.#store) return;
      const [kind, name] = key.slice(this.#agent.length).split(":") as [Kind, string];
      changed(kind, name, parse(newValue));
    };
    page.addEventListener("storage", hear);
    return () => page.removeEventListener("storage", hear);
  }

  /** What another agent left on this machine is not for the next one to find, and what is old is nobody's. */
  #clean(): void {
    for (const key of this.#keys(this.#account)) {
      const draft = parse(this.#read(key));
      if (!key.startsWith(this.#agent) || draft === undefined || this.#now() - draft.at > life) this.#store?.removeItem(key);
    }
  }

  #keys(begin: string): string[] {
    const store = this.#store;
    if (store === undefined) return [];
    return Array.from({ length: store.length }, (_, n) => store.key(n) ?? "").filter((key) => key.startsWith(begin));
  }

  #read(key: string): string | null {
    return this.#store?.getItem(key) ?? null;
  }
}

function parse(text: string | null): Kept | undefined {
  if (text === null) return undefined;
  try {
    const found = JSON.parse(text) as Partial<Kept>;
    return typeof found.text === "string" && typeof found.at === "number" ? (found as Kept) : undefined;
  } catch {
    return undefined;
  }
}

/** Merely looking at the storage throws where a frame is denied it. */
function storage(): Storage | undefined {
  try {
    const store = window.localStorage;
    store.setItem("deskside?", "");
    store.removeItem("deskside?");
    return store;
  } catch {
    return undefined;
  }
}
