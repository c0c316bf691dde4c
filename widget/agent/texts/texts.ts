import { newID } from "../../api/ids";
import { Observed } from "../../ui/observed";
import { sentence } from "../../words/failure";
import type { Workspace } from "../shell/workspace";

interface TextsState {
  /** What is being written, by interaction. */
  drafts: ReadonlyMap<string, string>;
  /** Where the form is open. */
  open: ReadonlySet<string>;
  busy: boolean;
  problem: string;
}

/** The texts that an agent writes. An id is made with the words, so that a second try is the same text. */
export class Texts extends Observed<TextsState> {
  readonly #workspace: Workspace;
  readonly #ids = new Map<string, string>();

  constructor(workspace: Workspace) {
    super({ drafts: new Map(), open: new Set(), busy: false, problem: "" });
    this.#workspace = workspace;
  }

  draft(interaction: string): string {
    return this.state.drafts.get(interaction) ?? "";
  }

  write(interaction: string, text: string): void {
    this.set({ drafts: new Map(this.state.drafts).set(interaction, text), problem: "" });
  }

  turn(interaction: string, open: boolean): void {
    const now = new Set(this.state.open);
    if (open) now.add(interaction);
    else now.delete(interaction);
    this.set({ open: now, problem: "" });
  }

  async send(interaction: string): Promise<void> {
    const text = this.draft(interaction).trim();
    if (text === "" || this.state.busy) return;
    if (await this.#post(interaction, { text })) this.write(interaction, "");
  }

  /** Once more, by the agent's decision: nobody knows whether the first one was sent, or it failed. */
  async again(interaction: string, text: string): Promise<void> {
    if (!this.state.busy) await this.#post(interaction, { again: text });
  }

  async #post(interaction: string, body: { text: string } | { again: string }): Promise<boolean> {
    const key = interaction + "/" + JSON.stringify(body);
    const id = this.#ids.get(key) ?? newID();
    this.#ids.set(key, id);
    this.set({ busy: true, problem: "" });
    try {
      await this.#workspace.command(interaction, "POST", "texts", { id, ...body });
      this.#ids.delete(key);
      return true;
    } catch (e) {
      this.set({ problem: sentence(e) });
      return false;
    } finally {
      this.set({ busy: false });
    }
  }
}

export const textsOf = (workspace: Workspace): Texts => new Texts(workspace);
