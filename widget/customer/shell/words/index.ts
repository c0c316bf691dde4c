import { vocabulary } from "../../../words/catalogue";
import type { words } from "./en";

/** What every feature of the contact page can say, too. */
export type ShellWords = typeof words;

export const { t } = vocabulary<ShellWords>();
