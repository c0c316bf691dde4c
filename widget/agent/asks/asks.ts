import { newID } from "../../api/ids";
import { Observed } from "../../ui/observed";
import { sentence } from "../../words/failure";
import type { Workspace } from "../shell/workspace";

interface AsksState {
  /** What is being typed, by interaction. */
  labels: ReadonlyMap<string, string>;
  busy: boolean;
  problem: string;
}

/** What the agent asks of the customer. The id is made with the question, so that a second try is the same ask. */
export class Asks extends Observed<AsksState> {
  readonly #workspace: Workspace;
  readonly #ids = new Map<string, string>();

  constructor(workspace: Workspace) {
    super({ labels: new Map(), busy: false, problem: "" });
    this.#workspace = workspace;
  }

  label(interaction: string): string {
    return this.state.labels.get(interaction) ?? "";
  }

  write(interaction: string, label: string): void {
    this.set({ labels: new Map(this.state.labels).set(interaction, label), problem: "" });
  }

  async ask(interaction: string): Promise<void> {
    const label = this.label(interaction).trim();
    if (label === "" || this.state.busy) return;
    const key = interaction + "/" + label;
    const id = this.#ids.get(key) ?? newID();
    this.#ids.set(key, id);
    if (!(await this.#post(interaction, "asks", { id, type: "text", label }))) return;
    this.#ids.delete(key);
    this.write(interaction, "");
  }

  withdraw(interaction: string, ask: string): Promise<boolean> {
    return this.#post(interaction, `asks/${ask}/withdraw`);
  }

  async #post(interaction: string, deed: string, body?: unknown): Promise<boolean> {
    this.set({ busy: true, problem: "" });
    try {
      await this.#workspace.command(interaction, "POST", deed, body);
      return true;
    } catch (e) {
      this.set({ problem: sentence(e) });
      return false;
    } finally {
      this.set({ busy: false });
    }
  }
}

export const asksOf = (workspace: Workspace): Asks => new Asks(workspace);
