import { Observed } from "../../ui/observed";
import { Notifier, type Notice } from "./notify";
import { Ring } from "./ring";
import { Turn } from "./turn";

interface AlarmState {
  /** The agent wants no sound. */
  muted: boolean;
  /** The browser lets neither this page sound nor any other of the agent's. */
  blocked: boolean;
  /** The agent could still allow notifications. */
  askable: boolean;
}

/** How pages of one agent in one browser tell each other that the sound was switched. */
export interface Channel {
  postMessage(m: unknown): void;
  onmessage: ((e: MessageEvent) => void) | null;
}

export interface AlarmOptions {
  /** The agent, so that two on one machine do not silence each other. */
  agent: string;
  ring?: (allowed: () => void) => Ring;
  /** When the sound is opened, which costs a browser tens of milliseconds: the page is seen first. */
  soon?: (open: () => void) => void;
  turn?: Turn;
  notifier?: Notifier;
  channel?: Channel | undefined;
}

/** A click and not the press before it: what follows from a gesture comes when the gesture is over. */
const gestures = ["click", "keydown"];

/** Everything that calls the agent to a ringing call: sound from one page alone, and the browser's notification. */
export class Alarm extends Observed<AlarmState> {
  #ring: Ring | undefined;
  readonly #turn: Turn;
  readonly #notifier: Notifier;
  readonly #channel: Channel | undefined;
  #rings = false;

  constructor(o: AlarmOptions) {
    super({ muted: false, blocked: false, askable: false });
    const name = "deskside-ring " + o.agent;
    this.#turn = o.turn ?? new Turn(name);
    this.#notifier = o.notifier ?? new Notifier();
    this.#channel = "channel" in o ? o.channel : typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel(name);
    if (this.#channel !== undefined) this.#channel.onmessage = (e) => this.#mute(e.data === "muted");
    this.set({ askable: this.#notifier.askable });
    (o.soon ?? ((open) => setTimeout(open, 100)))(() => {
      this.#ring = (o.ring ?? ((allowed) => new Ring(allowed)))(() => this.#follow());
      this.#follow();
    });
  }

  /** From now on any gesture on the page switches the sound on. Ends with what it returns. */
  listen(page: EventTarget = document): () => void {
    const unblock = () => this.#ring?.unblock();
    const look = () => this.#follow(); // another page may have gone, or come
    for (const gesture of gestures) page.addEventListener(gesture, unblock);
    page.addEventListener("visibilitychange", look);
    return () => {
      for (const gesture of gestures) page.removeEventListener(gesture, unblock);
      page.removeEventListener("visibilitychange", look);
      this.call(undefined);
    };
  }

  /** A call rings, or none does any more. */
  call(n: Notice | undefined): void {
    this.#rings = n !== undefined;
    if (n === undefined) this.#notifier.close();
    else this.#notifier.show(n);
    this.#follow();
  }

  /** Something has come that need not be answered at once: heard once, where nothing rings. */
  tell(n: Notice): void {
    if (this.#rings) return;
    if (!this.state.muted && this.#turn.mine) this.#ring?.chime();
    this.#notifier.show(n);
  }

  mute(muted: boolean): void {
    this.#mute(muted);
    this.#channel?.postMessage(muted ? "muted" : "loud");
  }

  async askToNotify(): Promise<void> {
    await this.#notifier.ask();
    this.set({ askable: this.#notifier.askable });
  }

  #mute(muted: boolean): void {
    this.set({ muted });
    this.#follow();
  }

  #follow(): void {
    const ring = this.#ring;
    if (ring === undefined) return;
    // Only a page that may sound takes the turn: a silent one must not silence the others.
    if (!ring.blocked) this.#turn.ask(() => this.#follow());
    ring.set(this.#rings && !this.state.muted && !ring.blocked && this.#turn.mine);
    if (!ring.blocked) {
      if (this.state.blocked) this.set({ blocked: false });
      return;
    }
    void this.#turn.elsewhere().then((elsewhere) => {
      const blocked = ring.blocked && !elsewhere;
      if (blocked !== this.state.blocked) this.set({ blocked });
    });
  }
}
