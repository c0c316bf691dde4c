import { newID } from "../../api/ids";
import type { CallStarted, NewCall } from "../../api/schema";
import type { Dial } from "../../hosts/host";
import { Observed } from "../../ui/observed";
import { sentence } from "../../words/failure";
import type { Workspace } from "../shell/workspace";
import { t } from "./words";

/** A number that was clicked before the page was there is called by itself only while the agent can still be waiting for that: so many milliseconds after the page began to load. */
const patience = 30_000;

interface Dialled {
  number: string;
  busy: boolean;
  /** Why the last one could not be called; "" if it was. */
  problem: string;
  /** The click that waits for the agent's word. */
  asks: Dial | undefined;
}

/** The number that is to be called, typed or clicked: one call at a time, and none while the agent is on one. */
export class Dialling extends Observed<Dialled> {
  readonly #workspace: Workspace;
  /** The last click, whatever came of it, and the one whose number stands in the box. */
  #heard: Dial | undefined;
  #clicked: Dial | undefined;
  /** Made once per intention, so that a repeated request is the same call. */
  #id = newID();

  constructor(workspace: Workspace) {
    super({ number: "", busy: false, problem: "", asks: undefined });
    this.#workspace = workspace;
  }

  /** Calls what is clicked in the CRM from now on, or a moment before. */
  follow(): void {
    const look = (late: boolean) => {
      const { dial } = this.#workspace.state;
      if (dial === undefined || dial === this.#heard) return;
      this.#heard = dial;
      this.#click(dial, late);
    };
    this.#workspace.subscribe(() => look(false));
    look(performance.now() > patience);
  }

  /** Where the call is logged. */
  get ticket(): string | undefined {
    return this.#clicked?.record ?? this.#workspace.state.record;
  }

  type(number: string): void {
    this.#clicked = undefined;
    this.#id = newID();
    this.set({ number, asks: undefined });
    this.#workspace.dialled();
  }

  async call(): Promise<void> {
    const to = this.state.number.trim();
    if (this.state.busy || to === "") return;
    if (this.#workspace.onACall) {
      this.set({ problem: t("dial.on_a_call") });
      return;
    }
    this.set({ busy: true, problem: "", asks: undefined });
    try {
      await this.#workspace.prepare();
      const { ticket } = this;
      const call: NewCall = { to, tab: this.#workspace.tab, call_id: this.#id, ...(ticket === undefined ? {} : { ticket }) };
      const started = await this.#workspace.client.json<CallStarted>("POST", "/v1/calls", call);
      this.type("");
      this.#workspace.begin(started);
    } catch (e) {
      this.set({ problem: sentence(e) });
    }
    this.set({ busy: false });
  }

  #click(dial: Dial, late: boolean): void {
    if (this.state.busy) {
      if (dial.number !== this.state.number) this.#workspace.say(t("dial.not_called", { number: dial.number }));
      return;
    }
    const again = this.state.problem !== "" && dial.number === this.state.number && dial.record === this.#clicked?.record;
    this.#clicked = dial;
    if (!again) this.#id = newID();
    this.set({ number: dial.number, problem: "", asks: dial });
    if (this.#workspace.onACall) this.#workspace.say(t("dial.later", { number: dial.number }));
    else if (!late && this.#workspace.state.me?.confirm_dial !== true) void this.call();
  }
}

export const diallingOf = (workspace: Workspace): Dialling => new Dialling(workspace);
