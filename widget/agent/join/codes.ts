import { newID } from "../../api/ids";
import type { Interaction, JoinCode } from "../../api/schema";
import { Observed } from "../../ui/observed";
import { sentence } from "../../words/failure";
import type { Workspace } from "../shell/workspace";

interface CodesState {
  /** Codes that are shown, by interaction. */
  shown: ReadonlyMap<string, JoinCode>;
  busy: boolean;
  problem: string;
}

/** What callers' browsers join with. A code is asked for when the agent wants to see it, also after a reload: the server gives the one that is good. */
export class Codes extends Observed<CodesState> {
  readonly #workspace: Workspace;
  readonly #ids = new Map<string, string>();

  constructor(workspace: Workspace) {
    super({ shown: new Map(), busy: false, problem: "" });
    this.#workspace = workspace;
  }

  show(interaction: string, fresh = false): Promise<void> {
    return this.#act(async () => {
      const code = await this.#workspace.client.json<JoinCode>("POST", `/v1/interactions/${interaction}/join`, { fresh });
      this.set({ shown: new Map(this.state.shown).set(interaction, code) });
    });
  }

  hide(interaction: string): void {
    const shown = new Map(this.state.shown);
    if (shown.delete(interaction)) this.set({ shown });
  }

  /** Sends a link by text; what was not heard is the same text when it is sent again. */
  text(interaction: string): Promise<void> {
    const id = this.#ids.get(interaction) ?? newID();
    this.#ids.set(interaction, id);
    return this.#act(async () => {
      await this.#workspace.command(interaction, "POST", "join/text", { id });
      this.#ids.delete(interaction);
      this.hide(interaction); // another code has taken the place of the one that is shown
    });
  }

  /** It was not the customer's. */
  putOut(interaction: string): Promise<void> {
    return this.#act(() => this.#workspace.command(interaction, "POST", "join/end"));
  }

  async #act(work: () => Promise<void>): Promise<void> {
    if (this.state.busy) return;
    this.set({ busy: true, problem: "" });
    try {
      await work();
    } catch (e) {
      this.set({ problem: sentence(e) });
    } finally {
      this.set({ busy: false });
    }
  }
}

export const codesOf = (workspace: Workspace): Codes => new Codes(workspace);

/** Whether somebody is on the phone who could join with a browser. */
export function mayJoin(i: Interaction): boolean {
  return i.channel === "voice" && i.app === undefined && i.state !== "wrap_up" && i.state !== "closed";
}

/** Six digits as they are read out: 482 915. */
export const grouped = (digits: string): string => digits.slice(0, 3) + " " + digits.slice(3);
