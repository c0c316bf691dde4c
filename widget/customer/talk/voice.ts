import { Observed } from "../../ui/observed";
import type { connect, VoiceCall } from "../../voice";
import { sentence } from "../../words/failure";
import type { Visit } from "../shell/visit";
import { t } from "./words";

/** Nothing carries sound before the first call: the page comes first. */
const load = () => import("../../voice");

/** The customer's leg of their call. */
export class Voice extends Observed<{ /** It could not be connected, or was lost; "" otherwise. */ problem: string }> {
  readonly #visit: Visit;
  readonly #connect: typeof connect;
  #begun: unknown;
  #call: VoiceCall | undefined;

  constructor(visit: Visit) {
    super({ problem: "" });
    this.#visit = visit;
    this.#connect = visit.connect ?? (async (...given) => (await load()).connect(...given));
  }

  /** Connects what the visit begins from now on, and ends it with the visit. */
  follow(): void {
    if (this.#visit.connect === undefined) void load().then((v) => v.prepare()).catch(() => undefined); // else it is tried again with the call
    const look = () => {
      const { begun, phase } = this.#visit.state;
      if (this.#visit.over) void this.#call?.hangUp();
      if (this.#visit.over || phase === "starting") this.#say("");
      if (begun === this.#begun || this.#visit.over) return;
      this.#begun = begun;
      if (this.#visit.state.channel === "voice") void this.#begin();
    };
    this.#visit.subscribe(look);
    look();
  }

  async #begin(): Promise<void> {
    const token = this.#visit.state.begun?.voice;
    if (token === undefined) return;
    try {
      this.#call = await this.#connect(token, (status) => {
        if (status === "closed" && !this.#visit.over) this.#say(t("talk.no_sound"));
      });
      if (this.#visit.over) void this.#call.hangUp();
    } catch (e) {
      this.#say(sentence(e));
    }
  }

  #say(problem: string): void {
    if (problem !== this.state.problem) this.set({ problem });
  }
}

export const voiceOf = (visit: Visit): Voice => new Voice(visit);
