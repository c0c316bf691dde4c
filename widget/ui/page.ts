import { Observed } from "./observed";

/** What a page's features share, and what each of them knows for itself. */
export class PageState<S extends object> extends Observed<S> {
  readonly #models = new Map<unknown, unknown>();

  /** A feature's own state: made when somebody first asks for it, and one for all who do. */
  model<M>(make: (page: this) => M): M {
    if (!this.#models.has(make)) this.#models.set(make, make(this));
    return this.#models.get(make) as M;
  }
}
