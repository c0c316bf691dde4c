import type { Dial, HostContext } from "./host";

/** Two clicks on one number that follow each other faster than this, in milliseconds, are one. */
const oneClick = 1_500;

/** Keeps the newest context for those who ask late, and tells listeners of each change. */
export class Latest {
  #context: HostContext | undefined;
  #first: (c: HostContext) => void = () => undefined;
  readonly #known = new Promise<HostContext>((resolve) => (this.#first = resolve));
  readonly #contextListeners: ((c: HostContext) => void)[] = [];
  readonly #dialListeners: ((d: Dial) => void)[] = [];
  #dialled: Dial | undefined;
  #last: { dial: Dial; at: number } | undefined;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  context(): Promise<HostContext> {
    return this.#context === undefined ? this.#known : Promise.resolve(this.#context);
  }

  learn(change: HostContext): void {
    const before = this.#context;
    this.#context = { ...before, ...change };
    if (before === undefined) this.#first(this.#context);
    const now = this.#context;
    if (before?.record === now.record && before?.user?.id === now.user?.id && before?.scheme === now.scheme) return;
    for (const tell of this.#contextListeners) tell(now);
  }

  onContextChange(listener: (c: HostContext) => void): void {
    this.#contextListeners.push(listener);
  }

  /** A click may be heard more than once, by several ways and not equally well: it is one intention. */
  dial(d: Dial): void {
    const at = this.#now();
    const again = this.#last !== undefined && at - this.#last.at < oneClick && sameDial(this.#last.dial, d);
    this.#last = { dial: d, at };
    if (again) return;
    if (this.#dialListeners.length === 0) this.#dialled = d; // clicked before the widget was ready
    for (const tell of this.#dialListeners) tell(d);
  }

  onDial(listener: (d: Dial) => void): void {
    this.#dialListeners.push(listener);
    if (this.#dialled !== undefined) listener(this.#dialled);
    this.#dialled = undefined;
  }
}

/** One of the ways may not tell the ticket. */
function sameDial(a: Dial, b: Dial): boolean {
  return a.number === b.number && (a.record === b.record || a.record === undefined || b.record === undefined);
}
