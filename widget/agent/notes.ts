import { newID } from "../api/ids";
import { insist } from "../api/insist";
import { Observed } from "../ui/observed";
import { notSavedYet, sentence } from "../words/failure";

/** What somebody types about one interaction. The id is made with the draft, so that every try is the same note. */
export interface Draft {
  id: string;
  text: string;
}

/** A note on its way to the server. */
export interface Pending {
  id: string;
  interaction: string;
  text: string;
  at: string;
  state: "sending" | "retrying" | "refused";
  problem: string;
}

interface NotesState {
  drafts: ReadonlyMap<string, Draft>;
  pending: readonly Pending[];
}

export interface NotesOptions {
  put: (interaction: string, id: string, text: string) => Promise<unknown>;
  now?: () => Date;
  newID?: () => string;
  random?: () => number;
}

/**
 * Notes between the keyboard and the server. Whatever was typed stays here until the
 * server has it: a broken connection is retried with the same id, a refusal keeps the
 * text for its author.
 */
export class Notes extends Observed<NotesState> {
  readonly #o: Required<NotesOptions>;

  constructor(options: NotesOptions) {
    super({ drafts: new Map(), pending: [] });
    this.#o = { now: () => new Date(), newID, random: Math.random, ...options };
  }

  draft(interaction: string): string {
    return this.state.drafts.get(interaction)?.text ?? "";
  }

  write(interaction: string, text: string): void {
    const drafts = new Map(this.state.drafts);
    const draft = drafts.get(interaction);
    drafts.set(interaction, { id: draft?.id ?? this.#o.newID(), text });
    this.set({ drafts });
  }

  /** Hands the draft over; the box is free for the next one at once. */
  save(interaction: string): Promise<void> {
    const draft = this.state.drafts.get(interaction);
    if (draft === undefined || draft.text.trim() === "") return Promise.resolve();
    const drafts = new Map(this.state.drafts);
    drafts.delete(interaction);
    const at = this.#o.now().toISOString();
    this.set({
      drafts,
      pending: [...this.state.pending, { ...draft, interaction, at, state: "sending", problem: "" }],
    });
    return this.#send(draft.id);
  }

  tryAgain(id: string): Promise<void> {
    return this.#send(id);
  }

  /**
   * Puts a refused note back into the box, before whatever stands there by now. It may be
   * edited there, so it becomes a new note: the old id would keep the old text.
   */
  takeBack(id: string): void {
    const note = this.state.pending.find((p) => p.id === id);
    if (note === undefined || note.state !== "refused") return;
    const rest = this.draft(note.interaction);
    const drafts = new Map(this.state.drafts);
    drafts.set(note.interaction, { id: this.#o.newID(), text: rest === "" ? note.text : note.text + "\n" + rest });
    this.set({ drafts, pending: this.state.pending.filter((p) => p.id !== id) });
  }

  /** Whether closing the page now would lose something. */
  get unsaved(): boolean {
    return this.state.pending.length > 0 || [...this.state.drafts.values()].some((d) => d.text.trim() !== "");
  }

  async #send(id: string): Promise<void> {
    const note = this.state.pending.find((p) => p.id === id);
    if (note === undefined) return;
    const saved = await insist({
      work: () => this.#o.put(note.interaction, id, note.text),
      failed: (e, passing) => this.#mark(id, passing ? "retrying" : "refused", passing ? notSavedYet(e) : sentence(e)),
      wanted: () => true, // once handed over, it is sent until it is saved or refused
      random: this.#o.random,
    });
    if (saved) this.set({ pending: this.state.pending.filter((p) => p.id !== id) });
  }

  #mark(id: string, state: Pending["state"], problem: string): void {
    this.set({ pending: this.state.pending.map((p) => (p.id === id ? { ...p, state, problem } : p)) });
  }
}
