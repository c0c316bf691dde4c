import { newID } from "../../api/ids";
import { insist } from "../../api/insist";
import { Observed } from "../../ui/observed";
import { sentence } from "../../words/failure";
import type { Drafts } from "../drafts/drafts";
import { notSavedYet } from "../drafts/problem";
import type { Workspace } from "../shell/workspace";

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
  #kept: Drafts | undefined;

  constructor(options: NotesOptions) {
    super({ drafts: new Map(), pending: [] });
    this.#o = { now: () => new Date(), newID, random: Math.random, ...options };
  }

  /** Brings back what was kept, sends what had been handed over, and keeps from now on. */
  keepIn(kept: Drafts): void {
    this.#kept = kept;
    const drafts = new Map(this.state.drafts);
    for (const [interaction, d] of kept.all("note")) drafts.set(interaction, { id: d.id ?? this.#o.newID(), text: d.text });
    this.set({ drafts });
    for (const [name, d] of kept.all("sent")) {
      const [interaction = "", id = ""] = name.split("/");
      this.#hand({ id, interaction, text: d.text, at: new Date(d.at).toISOString(), state: "sending", problem: "" });
    }
    kept.follow((kind, interaction, d) => {
      if (kind !== "note") return;
      const next = new Map(this.state.drafts);
      if (d === undefined) next.delete(interaction);
      else next.set(interaction, { id: d.id ?? this.#o.newID(), text: d.text });
      this.set({ drafts: next });
    });
  }

  draft(interaction: string): string {
    return this.state.drafts.get(interaction)?.text ?? "";
  }

  write(interaction: string, text: string): void {
    this.#put(interaction, { id: this.state.drafts.get(interaction)?.id ?? this.#o.newID(), text });
  }

  /** Hands the draft over; the box is free for the next one at once. */
  save(interaction: string): Promise<void> {
    const draft = this.state.drafts.get(interaction);
    if (draft === undefined || draft.text.trim() === "") return Promise.resolve();
    this.#kept?.keep("sent", interaction + "/" + draft.id, { text: draft.text });
    this.#put(interaction, undefined);
    return this.#hand({ ...draft, interaction, at: this.#o.now().toISOString(), state: "sending", problem: "" });
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
    this.#put(note.interaction, { id: this.#o.newID(), text: rest === "" ? note.text : note.text + "\n" + rest });
    this.#forget(note);
  }

  /** Whether closing the page now would lose something. */
  get unsaved(): boolean {
    return this.state.pending.length > 0 || [...this.state.drafts.values()].some((d) => d.text.trim() !== "");
  }

  #put(interaction: string, draft: Draft | undefined): void {
    const drafts = new Map(this.state.drafts);
    if (draft === undefined) drafts.delete(interaction);
    else drafts.set(interaction, draft);
    this.#kept?.keep("note", interaction, draft === undefined || draft.text.trim() === "" ? undefined : draft);
    this.set({ drafts });
  }

  #hand(note: Pending): Promise<void> {
    this.set({ pending: [...this.state.pending, note] });
    return this.#send(note.id);
  }

  #forget(note: Pending): void {
    this.#kept?.keep("sent", note.interaction + "/" + note.id, undefined);
    this.set({ pending: this.state.pending.filter((p) => p.id !== note.id) });
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
    if (saved) this.#forget(note);
  }

  #mark(id: string, state: Pending["state"], problem: string): void {
    this.set({ pending: this.state.pending.map((p) => (p.id === id ? { ...p, state, problem } : p)) });
  }
}

export function notesOf(workspace: Workspace): Notes {
  return new Notes({ put: (interaction, id, text) => workspace.command(interaction, "PUT", `notes/${id}`, { text }) });
}
