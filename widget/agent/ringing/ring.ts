/** The sound of a ringing call, made here, so that there is no file to load. Browsers allow it after a gesture on the page. */
export class Ring {
  readonly #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** allowed hears when the browser begins, or ceases, to let the page sound. */
  constructor(allowed: () => void, context: AudioContext | undefined = audio()) {
    this.#context = context;
    context?.addEventListener("statechange", allowed);
  }

  /** Whether the browser keeps the page silent. */
  get blocked(): boolean {
    return this.#context !== undefined && this.#context.state !== "running";
  }

  /** Asks the browser to let it sound; it does so within a gesture. */
  unblock(): void {
    if (this.blocked) this.#context?.resume().catch(() => undefined); // it says no by staying silent
  }

  set(on: boolean): void {
    if (on === (this.#timer !== undefined)) return;
    if (!on) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#play();
    this.#timer = setInterval(() => this.#play(), 3_000);
  }

  /** One soft note. */
  chime(): void {
    this.#play([[0, 660]]);
  }

  /** Two soft notes, twice. */
  #play(notes: readonly (readonly [after: number, hertz: number])[] = [[0, 660], [0.18, 880], [0.6, 660], [0.78, 880]]): void {
    const context = this.#context;
    if (context === undefined) return;
    for (const [after, hertz] of notes) {
      const start = context.currentTime + after;
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.34);
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + 0.36);
    }
  }
}

/** Made at load it starts suspended in most browsers, and says so. */
function audio(): AudioContext | undefined {
  return typeof AudioContext === "undefined" ? undefined : new AudioContext();
}
