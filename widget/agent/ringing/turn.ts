/**
 * Of all pages of one agent in one browser, the one that makes the sound. The browser
 * hands the turn on by itself when its page is closed, crashes or is reloaded.
 */
export class Turn {
  mine = false;
  #asked = false;
  readonly #name: string;
  readonly #locks: LockManager | undefined;

  /** Without locks (an old browser, a page without a secure origin) every page has the turn. */
  constructor(name: string, locks: LockManager | null = navigator.locks) {
    this.#name = name;
    this.#locks = locks ?? undefined;
    if (this.#locks === undefined) this.mine = true;
  }

  /** Queues for the turn, and keeps it until the page ends; got hears when it has come. */
  ask(got: () => void): void {
    if (this.#asked || this.#locks === undefined) return;
    this.#asked = true;
    const keep = () => {
      this.mine = true;
      got();
      return new Promise<void>(() => undefined);
    };
    this.#locks.request(this.#name, keep).catch(() => {
      this.mine = true; // the browser refuses locks here: better two sounds than none
      got();
    });
  }

  /** Whether another page has it, and so can sound. */
  async elsewhere(): Promise<boolean> {
    if (this.mine || this.#locks === undefined) return false;
    const { held } = await this.#locks.query().catch(() => ({ held: [] }));
    return (held ?? []).some((l) => l.name === this.#name) && !this.mine;
  }
}
