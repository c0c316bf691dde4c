import { insist } from "../../api/insist";
import type { Interaction, TicketStatus, WrapUp } from "../../api/schema";
import { Observed } from "../../ui/observed";
import { sentence } from "../../words/failure";
import type { Drafts } from "../drafts/drafts";
import { notSavedYet } from "../drafts/problem";
import type { Workspace } from "../shell/workspace";
import { t } from "./words";

/** How a call ended, in an agent's words, on its way from the keyboard to the server. */
export interface Closing {
  disposition: string;
  note: string;
  /** What becomes of the ticket; it stays as it is without. */
  status?: TicketStatus | undefined;
  state: "typing" | "sending" | "retrying" | "refused";
  /** Why it is not saved; "" while nothing speaks against it. */
  problem: string;
}

interface ClosingsState {
  closings: ReadonlyMap<string, Closing>;
}

export interface ClosingsOptions {
  put: (interaction: string, w: WrapUp) => Promise<unknown>;
  random?: () => number;
}

/**
 * Closing notes until the server has them. One per interaction, and a repeated request
 * is the same wrap-up, so that what could not be stored is simply sent again.
 */
export class Closings extends Observed<ClosingsState> {
  readonly #o: Required<ClosingsOptions>;
  /** The newest sending of each interaction: taking a closing back ends the ones before. */
  readonly #sendings = new Map<string, symbol>();
  #kept: Drafts | undefined;

  constructor(options: ClosingsOptions) {
    super({ closings: new Map() });
    this.#o = { random: Math.random, ...options };
  }

  /** Brings back what was kept, to be looked at and saved, and keeps from now on. */
  keepIn(kept: Drafts): void {
    this.#kept = kept;
    const closings = new Map(this.state.closings);
    const typed = (d: { text: string; disposition?: string; status?: TicketStatus }): Closing => ({ disposition: d.disposition ?? "", note: d.text, status: d.status, state: "typing", problem: "" });
    for (const [interaction, d] of kept.all("closing")) closings.set(interaction, typed(d));
    this.set({ closings });
    kept.follow((kind, interaction, d) => {
      if (kind !== "closing" || this.#sendings.has(interaction)) return;
      const next = new Map(this.state.closings);
      if (d === undefined) next.delete(interaction);
      else next.set(interaction, typed(d));
      this.set({ closings: next });
    });
  }

  of(interaction: string): Closing | undefined {
    return this.state.closings.get(interaction);
  }

  write(interaction: string, typed: Pick<Closing, "disposition" | "note" | "status">): void {
    this.#put(interaction, { ...typed, state: "typing", problem: "" });
  }

  /** Resolves to true when the server has it, to false when it was refused or taken back. */
  async save(interaction: string): Promise<boolean> {
    const closing = this.of(interaction);
    if (closing === undefined || closing.state === "sending" || closing.state === "retrying") return false;
    const { disposition, note, status } = closing;
    const sending = Symbol();
    const current = () => this.#sendings.get(interaction) === sending;
    this.#sendings.set(interaction, sending);
    this.#put(interaction, { ...closing, state: "sending", problem: "" });
    const saved = await insist({
      work: () => this.#o.put(interaction, { disposition, ...(note.trim() !== "" && { note }), ...(status && { ticket_status: status }) }),
      failed: (e, passing) => {
        if (!current()) return;
        this.#put(interaction, { disposition, note, status, state: passing ? "retrying" : "refused", problem: passing ? notSavedYet(e) : sentence(e) });
      },
      wanted: current,
      random: this.#o.random,
    });
    if (!saved || !current()) return false;
    this.#sendings.delete(interaction);
    const closings = new Map(this.state.closings);
    closings.delete(interaction);
    this.#kept?.keep("closing", interaction, undefined);
    this.set({ closings });
    return true;
  }

  /** Stops trying, so that it can be changed. */
  takeBack(interaction: string): void {
    const closing = this.of(interaction);
    if (closing === undefined) return;
    this.#sendings.delete(interaction);
    this.#put(interaction, { ...closing, state: "typing", problem: "" });
  }

  /** Whether closing the page now would lose something. */
  get unsaved(): boolean {
    return [...this.state.closings.values()].some((c) => c.state !== "typing" || c.note.trim() !== "");
  }

  #put(interaction: string, closing: Closing): void {
    const { note, disposition, status } = closing;
    const nothing = note.trim() === "" && disposition === "" && status === undefined;
    this.#kept?.keep("closing", interaction, nothing ? undefined : { text: note, disposition, ...(status && { status }) });
    this.set({ closings: new Map(this.state.closings).set(interaction, closing) });
  }
}

export function closingsOf(workspace: Workspace): Closings {
  return new Closings({ put: (interaction, w) => workspace.command(interaction, "POST", "wrap-up", w) });
}

export async function wrapUp(workspace: Workspace, i: Interaction): Promise<void> {
  if (!(await workspace.model(closingsOf).save(i.id))) return;
  if (workspace.state.opened === i.id) workspace.open(undefined);
  workspace.say(t("wrap.saved"));
}
