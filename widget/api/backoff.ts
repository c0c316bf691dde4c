/** Waiting times in milliseconds between tries: doubling, with jitter over the upper half. */
export class Backoff {
  #tries = 0;
  readonly #first: number;
  readonly #longest: number;
  readonly #random: () => number;

  constructor(first: number, longest: number, random: () => number = Math.random) {
    this.#first = first;
    this.#longest = longest;
    this.#random = random;
  }

  next(): number {
    const full = Math.min(this.#longest, this.#first * 2 ** this.#tries++);
    return full / 2 + (full / 2) * this.#random();
  }

  reset(): void {
    this.#tries = 0;
  }
}
