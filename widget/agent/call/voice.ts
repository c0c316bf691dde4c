import type { CallStarted, Interaction } from "../../api/schema";
import { Observed } from "../../ui/observed";
import type { connect, Trouble, VoiceCall, VoiceStatus } from "../../voice";
import { sentence } from "../../words/failure";
import { isOn } from "../shell/arrange";
import type { Workspace } from "../shell/workspace";
import { t } from "./words";

export interface VoiceState {
  /** Of the call that this page carries, or tries to. */
  voice: { interaction: string; status: VoiceStatus; /** Why there is no sound; "" while there is. */ problem: string; /** What is wrong with it. */ troubles: readonly Trouble[]; /** Nobody hears the agent. */ muted: boolean } | undefined;
}

/** Nothing carries sound before the first call: the page comes first. */
const load = () => import("../../voice");

/** This page's leg of the call that it has begun. */
export class Voice extends Observed<VoiceState> {
  readonly #workspace: Workspace;
  readonly #connect: typeof connect;
  readonly #hungUp = new Set<string>();
  #begun: CallStarted | undefined;
  #call: VoiceCall | undefined;

  constructor(workspace: Workspace) {
    super({ voice: undefined });
    this.#workspace = workspace;
    this.#connect = workspace.connect ?? (async (...given) => (await load()).connect(...given));
  }

  /** Connects what the page begins from now on, and ends it with its call. */
  follow(): void {
    const workspace = this.#workspace;
    if (this.#workspace.takesCalls && this.#workspace.connect === undefined) void load().then((v) => v.prepare()).catch(() => undefined); // here when it rings; else it is tried again then
    this.#workspace.hear((i) => {
      if (this.state.voice?.interaction === i.id && !isOn(i, workspace.agent)) this.#end();
    });
    const look = () => {
      const { begun } = this.#workspace.state;
      if (begun === undefined || begun === this.#begun) return;
      this.#begun = begun;
      void this.#begin(begun);
    };
    this.#workspace.subscribe(look);
    look();
  }

  async hangUp(i: Interaction): Promise<void> {
    // The server first: a leg that leaves before it has heard why is a page that was lost, and
    // the customer would be offered to somebody else.
    this.#hungUp.add(i.id);
    await this.#workspace.command(i.id, "POST", "hangup");
    if (this.state.voice?.interaction === i.id) void this.#call?.hangUp();
  }

  mute(on: boolean): void {
    const { voice } = this.state;
    if (this.#call === undefined || voice === undefined) return;
    this.#call.mute(on);
    this.set({ voice: { ...voice, muted: on } });
  }

  /** Presses keys of a telephone; throws for what is none. */
  press(keys: string): void {
    this.#call?.press(keys);
  }

  async #begin({ interaction: { id }, voice }: CallStarted): Promise<void> {
    this.set({ voice: { interaction: id, status: "connecting", problem: "", troubles: [], muted: false } });
    try {
      const call = await this.#connect(
        voice,
        (status) => this.#changed(id, status),
        (troubles) => this.state.voice?.interaction === id && this.set({ voice: { ...this.state.voice, troubles } }),
      );
      if (this.state.voice?.interaction !== id) {
        void call.hangUp(); // the call was over before the voice was there
        return;
      }
      this.#call = call;
      this.#changed(id, call.status);
    } catch (e) {
      if (this.state.voice?.interaction === id) this.set({ voice: { interaction: id, status: "closed", problem: sentence(e), troubles: [], muted: false } });
    }
  }

  #changed(id: string, status: VoiceStatus): void {
    if (this.state.voice?.interaction !== id) return;
    const lost = status === "closed" && !this.#hungUp.has(id);
    this.set({ voice: { ...this.state.voice, status, problem: lost ? t("call.voice_ended") : "" } });
  }

  #end(): void {
    void this.#call?.hangUp();
    this.#call = undefined;
    this.set({ voice: undefined });
  }
}

export const voiceOf = (workspace: Workspace): Voice => new Voice(workspace);
