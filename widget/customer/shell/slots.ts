import { places, type Feature as AnyFeature, type Part as AnyPart } from "../../ui/features";
import type { Occasion } from "./embedding";
import type { Visit, VisitState, Wish } from "./visit";

/** What every view is given. */
export interface Page {
  visit: Visit;
  state: VisitState;
}

/** While the customer says what they want. */
export interface Before extends Page {
  occasion: Occasion;
  wish: Wish;
  change: (part: Partial<Wish>) => void;
  start: (channel: "voice" | "message") => void;
}

/** The places of the contact page where features show something. */
export interface Slots {
  /** What is said aloud and not shown. */
  spoken: Page;
  choose: Before;
  /** The form for a message, in place of the choices. */
  message: Before;
  /** How it stands, from the first ring to the goodbye. */
  talk: Page & { path: readonly string[]; again: () => void };
  /** How it stands while nobody has come, and writing instead. */
  line: Page;
  /** In the page's head; the question whether to end a call; in place of the page when it is out of the way. */
  top: Page;
  leaving: Page;
  small: Page;
  /** What the customer can do meanwhile. */
  during: Page;
}

export const Slot = places<Slots>();
export type Part = AnyPart<Visit, Slots>;
export type Feature = AnyFeature<Visit, Slots>;
