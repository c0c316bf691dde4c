import { createContext, type ComponentChildren, type ComponentType, type JSX } from "preact";
import { useContext } from "preact/hooks";
import { Backoff } from "../api/backoff";
import { include, type Source } from "../words/catalogue";
import { Observed, useObserved } from "./observed";

/**
 * A page is a shell and features. The shell knows places, by their names, where something
 * can be shown; what stands there, features bring along. A page's one list of features says
 * which there are, when each is wanted and where it is; the order of
 * the list is the order in each place. P is what the page knows, S its places: by name, what
 * is given to a view there.
 */
export type Feature<P, S> = Early<P, S> | Late<P, S>;

/** A feature that comes with the shell: words and styles, too. */
interface Early<P, S> {
  /** The name of its folder. */
  readonly name: string;
  readonly part: Part<P, S>;
}

/** A feature that comes when it is wanted, or when the page has nothing else to do. */
interface Late<P, S> {
  /** The name of its folder. */
  readonly name: string;
  /** Whether the page is to have it now; asked whenever something has changed. */
  wants(page: P): boolean;
  /** Whether it comes at all where it is not wanted; without an answer, yes. */
  idles?(page: P): boolean;
  load(): Promise<{ readonly part: Part<P, S> }>;
}

/** What a feature is once it is there. */
export interface Part<P, S> {
  /** What it says, in each language. One that comes with the shell has its words there. */
  readonly words?: readonly Source[];
  /** Style sheets, as text. */
  readonly styles?: readonly string[];
  readonly views?: { readonly [Place in keyof S]?: ComponentType<S[Place]> };
  /** What it does without being looked at. Called once, when the page knows who is there. */
  start?(page: P): void;
}

interface FeaturesState<P, S> {
  /** As listed; undefined while it is not there. */
  parts: readonly (Part<P, S> | undefined)[];
  /** Something that was asked for does not come; it is tried again. */
  incomplete: boolean;
}

/** The features of one page, as they arrive. */
export class Features<P, S> extends Observed<FeaturesState<P, S>> {
  readonly #list: readonly Feature<P, S>[];
  readonly #asked = new Map<Late<P, S>, Promise<void>>();
  readonly #failed = new Set<Late<P, S>>();
  #page: P | undefined;

  /** Words that come with whatever comes first. */
  readonly #words: readonly Source[];

  constructor(list: readonly Feature<P, S>[], ...words: Source[]) {
    super({ parts: list.map((f) => ("part" in f ? f.part : undefined)), incomplete: false });
    this.#list = list;
    this.#words = words;
  }

  /** Loads what is wanted as things stand. */
  follow(page: P): void {
    for (const f of this.#late()) if (f.wants(page)) void this.#load(f);
  }

  /** Whether something that was asked for is still on its way. */
  get waiting(): boolean {
    return this.#list.some((f, n) => "load" in f && this.#asked.has(f) && !this.#failed.has(f) && this.state.parts[n] === undefined);
  }

  /** Starts what is there, and from now on whatever comes. */
  start(page: P): void {
    if (this.#page !== undefined) return;
    this.#page = page;
    for (const part of this.state.parts) part?.start?.(page);
  }

  /** Loads the others, one after the other, each when the browser has nothing to do. */
  async rest(page: P): Promise<void> {
    for (const f of this.#late()) {
      if (f.idles?.(page) === false || this.#asked.has(f)) continue;
      await idle();
      await this.#load(f);
    }
  }

  /** Loads every one of them. */
  async all(): Promise<void> {
    await Promise.all(this.#late().map((f) => this.#load(f)));
  }

  #late(): Late<P, S>[] {
    return this.#list.filter((f) => "load" in f);
  }

  #load(f: Late<P, S>): Promise<void> {
    let loading = this.#asked.get(f);
    if (loading === undefined) this.#asked.set(f, (loading = this.#insist(f)));
    return loading;
  }

  async #insist(f: Late<P, S>): Promise<void> {
    const backoff = new Backoff(500, 8_000);
    for (;;) {
      try {
        const { part } = await f.load();
        await Promise.all([...this.#words, ...(part.words ?? [])].map(include));
        this.#failed.delete(f);
        part.styles?.forEach(wear);
        this.set({ parts: this.#list.map((known, n) => (known === f ? part : this.state.parts[n])), incomplete: this.#failed.size > 0 });
        if (this.#page !== undefined) part.start?.(this.#page);
        return;
      } catch {
        this.#failed.add(f);
        this.set({ incomplete: true });
      }
      await new Promise((resolve) => setTimeout(resolve, backoff.next()));
    }
  }
}

const worn = new Set<string>();

/** Puts a style sheet on, once, behind those of the page. */
export function wear(styles: string): void {
  if (worn.has(styles)) return;
  worn.add(styles);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets.push(sheet);
}

/** Safari has no word for it. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => (typeof requestIdleCallback === "undefined" ? setTimeout(resolve, 200) : requestIdleCallback(resolve, { timeout: 2_000 })));
}

const Around = createContext<Features<never, never> | undefined>(undefined);

/** The features of the page inside. */
export function WithFeatures<P, S>({ of, children }: { of: Features<P, S>; children: ComponentChildren }): JSX.Element {
  return <Around.Provider value={of as unknown as Features<never, never>}>{children}</Around.Provider>;
}

type Placed<S> = { [Place in keyof S]: { at: Place; key?: string } & S[Place] }[keyof S];

/** For a page with these places: the component that shows what features have for one of them. */
export function places<S>(): (given: Placed<S>) => JSX.Element | null {
  return Place as unknown as (given: Placed<S>) => JSX.Element | null;
}

const nothing = new Features<never, never>([]);

function Place({ at, ...given }: { at: never }): JSX.Element {
  const { parts } = useObserved(useContext(Around) ?? nothing);
  return (
    <>
      {parts.map((part, n) => {
        const View = part?.views?.[at] as ComponentType<object> | undefined;
        return View && <View key={n} {...given} />;
      })}
    </>
  );
}
