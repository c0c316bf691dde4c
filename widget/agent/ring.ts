/** The sound of a ringing call: made here, so that there is no file to load, and only after a gesture, as browsers demand. */
export class Ring {
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #on = false;
  muted = false;

  /** Call once: the first gesture anywhere on the page allows sound from then on. */
  allowAfterGesture(target: EventTarget = document): void {
    const allow = () => {
      for (const gesture of ["pointerdown", "keydown"]) target.removeEventListener(gesture, allow);
      this.#context = new AudioContext();
      if (this.#on) this.#begin();
    };
    for (const gesture of ["pointerdown", "keydown"]) target.addEventListener(gesture, allow);
  }

  set(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    if (on) this.#begin();
    else clearInterval(this.#timer);
  }

  #begin(): void {
    if (this.#context === undefined) return;
    clearInterval(this.#timer);
    this.#play();
    this.#timer = setInterval(() => this.#play(), 3_000);
  }

  /** Two soft notes, twice. */
  #play(): void {
    const context = this.#context;
    if (context === undefined || this.muted) return;
    for (const [after, hertz] of [[0, 660], [0.18, 880], [0.6, 660], [0.78, 880]] as const) {
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
