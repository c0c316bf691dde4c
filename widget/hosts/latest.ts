import type { Dial, HostContext } from "./host";

/** Keeps the newest context for those who ask late, and tells listeners of each change. */
export class Latest {
  #context: HostContext | undefined;
  #first: (c: HostContext) => void = () => undefined;
  readonly #known = new Promise<HostContext>((resolve) => (this.#first = resolve));
  readonly #contextListeners: ((c: HostContext) => void)[] = [];
  readonly #dialListeners: ((d: Dial) => void)[] = [];
  #dialled: Dial | undefined;

  context(): Promise<HostContext> {
    return this.#context === undefined ? this.#known : Promise.resolve(this.#context);
  }

  learn(change: HostContext): void {
    const before = this.#context;
    this.#context = { ...before, ...change };
    if (before === undefined) this.#first(this.#context);
    if (before?.record === this.#context.record && before?.user?.id === this.#context.user?.id) return;
    for (const tell of this.#contextListeners) tell(this.#context);
  }

  onContextChange(listener: (c: HostContext) => void): void {
    this.#contextListeners.push(listener);
  }

  dial(d: Dial): void {
    if (this.#dialListeners.length === 0) this.#dialled = d; // clicked before the widget was ready
    for (const tell of this.#dialListeners) tell(d);
  }

  onDial(listener: (d: Dial) => void): void {
    this.#dialListeners.push(listener);
    if (this.#dialled !== undefined) listener(this.#dialled);
    this.#dialled = undefined;
  }
}
