import { useEffect, useState } from "preact/hooks";

/** State that a page watches: replaced as a whole, never changed in place. */
export class Observed<S extends object> {
  #state: S;
  readonly #watchers = new Set<() => void>();

  constructor(first: S) {
    this.#state = first;
  }

  get state(): Readonly<S> {
    return this.#state;
  }

  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  protected set(change: Partial<S>): void {
    this.#state = { ...this.#state, ...change };
    for (const tell of [...this.#watchers]) tell();
  }
}

export function useObserved<S extends object>(o: Observed<S>): Readonly<S> {
  const [state, setState] = useState(o.state);
  useEffect(() => {
    const follow = () => setState(o.state);
    follow(); // it may have changed between render and effect
    return o.subscribe(follow);
  }, [o]);
  return state;
}
