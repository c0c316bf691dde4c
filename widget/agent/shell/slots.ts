import { places, type Feature as AnyFeature, type Part as AnyPart } from "../../ui/features";
import type { Interaction, SentFile, Item } from "../../api/schema";
import type { Arrangement } from "./arrange";
import type { Workspace, WorkspaceState } from "./workspace";

/** What every view is given. */
export interface Page {
  workspace: Workspace;
  state: WorkspaceState;
}

/** What a view of the whole widget is given. */
export interface Whole extends Page {
  arrangement: Arrangement;
}

/** What a view is given that looks contacts up: it says whether what it found stands instead of what was lately. */
export interface Sought extends Whole {
  instead: (found: boolean) => void;
}

/** What a view of one interaction is given. */
export interface One extends Page {
  i: Interaction;
}

/** The places of the agent's widget where features show something, from top to bottom. */
export interface Slots {
  /** The page before anybody is signed in, where the agent has to say who they are. */
  entrance: Page;
  /** Beginning and end of the top line, and what hangs below it. */
  status: Whole;
  tools: Whole;
  below: Whole;
  /** What is said aloud and not shown. */
  spoken: Page;
  /** What went wrong, or happened elsewhere, above all else; with the interaction that is open. */
  notices: Page & { opened: string | undefined };
  /** What is on top of everything: a ringing call. */
  top: Whole;
  /** Between calls: what to do while nothing rings, and what was. */
  ready: Whole;
  idle: Whole;
  /** Above what was: a way to what was longer ago. */
  lookup: Sought;
  /** Beside a ticket: what belongs to it. */
  ticket: Whole;
  /** One interaction, in full. */
  opened: One;
  /** Of it: the call's bar, with its controls; a form to fill in; what the customer wrote; who they are; the ticket; what is wanted in view all through a call; what was written; the record. */
  bar: One;
  controls: One;
  form: One;
  first: One;
  customer: One;
  card: One;
  dock: One;
  items: One;
  record: One;
  /** One file of a customer's. */
  file: Page & { interaction: string; file: SentFile };
  /** What a person can do about an item that stands still. */
  held: One & { item: Item };
  /** The choice of another ticket; asked for, it takes the focus. */
  choice: One & { asked: boolean };
}

export const Slot = places<Slots>();
export type Part = AnyPart<Workspace, Slots>;
export type Feature = AnyFeature<Workspace, Slots>;
