/** What a customer has begun and typed, kept by their browser until the tab is closed: a reload or a closed overlay loses none of it. */
export class Memory {
  readonly #key: string;
  readonly #storage: Storage | undefined;
  #all: Record<string, unknown> = {};

  constructor(app: string, storage: () => Storage = () => sessionStorage) {
    this.#key = "deskside-contact " + app;
    try {
      this.#storage = storage(); // a frame of another site may be refused it
      this.#all = JSON.parse(this.#storage.getItem(this.#key) ?? "{}") as Record<string, unknown>;
    } catch {
      // It starts with nothing, then.
    }
  }

  get<T>(name: string): T | undefined {
    return this.#all[name] as T | undefined;
  }

  keep(name: string, value: unknown): void {
    this.#all[name] = value;
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(this.#all));
    } catch {
      // Full, or forbidden: it is kept for as long as the page is.
    }
  }
}
