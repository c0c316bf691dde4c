import { newID } from "../../api/ids";
import type { AskType } from "../../api/schema";
import { Observed } from "../../ui/observed";
import { sentence } from "../../words/failure";
import type { Workspace } from "../shell/workspace";
import { t } from "./words";

interface Draft {
  type: AskType;
  label: string;
  /** The answer is to be kept out of recording and ticket. */
  sensitive: boolean;
}

interface AsksState {
  /** What is being asked for and typed, by interaction. */
  drafts: ReadonlyMap<string, Draft>;
  /** Answers that are shown here alone, by ask. */
  kept: ReadonlyMap<string, string>;
  busy: boolean;
  problem: string;
}

/** What is said where nothing was typed; what must be typed is not there. */
const unsaid: { readonly [type in AskType]?: () => string } = { photo: () => t("asks.a_photo"), video: () => t("asks.a_video"), location: () => t("asks.a_place") };

/** What the agent asks of the customer. The id is made with the question, so that a second try is the same ask. */
export class Asks extends Observed<AsksState> {
  readonly #workspace: Workspace;
  readonly #ids = new Map<string, string>();

  constructor(workspace: Workspace) {
    super({ drafts: new Map(), kept: new Map(), busy: false, problem: "" });
    this.#workspace = workspace;
  }

  draft(interaction: string): Draft {
    return this.state.drafts.get(interaction) ?? { type: "text", label: "", sensitive: false };
  }

  write(interaction: string, part: Partial<Draft>): void {
    this.set({ drafts: new Map(this.state.drafts).set(interaction, { ...this.draft(interaction), ...part }), problem: "" });
  }

  async ask(interaction: string): Promise<void> {
    const { type, label: typed, sensitive } = this.draft(interaction);
    const label = typed.trim() || (unsaid[type]?.() ?? "");
    if (label === "" || this.state.busy) return;
    const secret = sensitive && canBeSensitive(type);
    const key = [interaction, type, secret, label].join("/");
    const id = this.#ids.get(key) ?? newID();
    this.#ids.set(key, id);
    if (!(await this.#post(interaction, "asks", { id, type, label, ...(secret ? { sensitive: true } : {}) }))) return;
    this.#ids.delete(key);
    this.write(interaction, { label: "", sensitive: false });
  }

  withdraw(interaction: string, ask: string): Promise<boolean> {
    return this.#post(interaction, `asks/${ask}/withdraw`);
  }

  /** What was given for a sensitive ask, for who has asked. */
  async reveal(interaction: string, ask: string): Promise<void> {
    try {
      const { text } = await this.#workspace.client.json<{ text: string }>("GET", `/v1/interactions/${interaction}/asks/${ask}/answer`);
      this.set({ kept: new Map(this.state.kept).set(ask, text), problem: "" });
    } catch (e) {
      this.set({ problem: sentence(e) });
    }
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

/** Whether the answer can be kept out of the ticket: files go there. */
export const canBeSensitive = (type: AskType): boolean => type === "text" || type === "location";

/** Whether something must be typed to ask for it. */
export const needsWords = (type: AskType): boolean => !Object.hasOwn(unsaid, type);
