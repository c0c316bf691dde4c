import { findInteractions } from "../../api/interactions";
import { PageState } from "../../ui/page";
import { sentence } from "../../words/failure";
import type { Workspace } from "../shell/workspace";
import { period, type Span } from "./days";

/** How long the typing must rest before the server is asked, in milliseconds. */
const resting = 250;
const pageSize = 20;

interface Sought {
  text: string;
  span: Span;
  /** Ids of what was found, the newest first; undefined while nothing is looked for, or nobody has answered yet. */
  found: readonly string[] | undefined;
  /** There may be older ones. */
  more: boolean;
  /** Days after their close that contacts are kept; undefined: for ever. */
  kept: number | undefined;
  problem: string;
}

/** Looks among all contacts of the agent's organisation, however old. What was looked for is still there when the agent comes back from one of them. */
export class Search extends PageState<Sought> {
  readonly #workspace: Workspace;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(workspace: Workspace) {
    super({ text: "", span: "any", found: undefined, more: false, kept: undefined, problem: "" });
    this.#workspace = workspace;
  }

  get wanted(): boolean {
    return this.state.text.trim() !== "" || this.state.span !== "any";
  }

  type(text: string): void {
    this.#look({ text }, resting);
  }

  choose(span: Span): void {
    this.#look({ span }, 0);
  }

  now(): void {
    this.#look({}, 0);
  }

  older(): Promise<void> {
    return this.#ask(this.state.found?.at(-1));
  }

  #look(change: Partial<Sought>, ms: number): void {
    this.#asked++; // an answer that is still on its way is of another question
    clearTimeout(this.#timer);
    this.set({ ...change, more: false, problem: "" });
    if (!this.wanted) {
      this.set({ found: undefined });
      return;
    }
    this.#timer = setTimeout(() => void this.#ask().catch((e: unknown) => this.set({ problem: sentence(e) })), ms);
  }

  async #ask(before?: string): Promise<void> {
    const mine = ++this.#asked;
    const { text, span, found = [] } = this.state;
    const { interactions: page, kept_days: kept } = await findInteractions(this.#workspace.client, { q: text.trim() || undefined, ...period(span, new Date()), before, limit: pageSize });
    if (mine !== this.#asked) return;
    for (const i of page) this.#workspace.take(i);
    const ids = page.map((i) => i.id);
    this.set({ found: before === undefined ? ids : [...found, ...ids], more: page.length === pageSize, kept });
  }
}
