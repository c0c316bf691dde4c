import { vocabulary } from "../../../words/catalogue";
import type { InteractionWords } from "../../../words/interaction";
import type { SharedWords } from "../../../words/shared";
import type { words } from "./en";

/** What the shell can say, and whatever comes with it. */
export type ShellWords = SharedWords & typeof words;

/** What every feature can say that comes later. */
export type LaterWords = ShellWords & InteractionWords;

export const { t, say } = vocabulary<ShellWords>();
