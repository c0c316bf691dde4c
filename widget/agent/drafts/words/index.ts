import { vocabulary, type Source } from "../../../words/catalogue";
import type { LaterWords } from "../../shell/words";
import type { words as english } from "./en";

/** Of features that keep drafts. */
export type DraftWords = LaterWords & typeof english;

export const { t } = vocabulary<DraftWords>();

export const draftWords: Source = { en: () => import("./en"), ja: () => import("./ja"), ko: () => import("./ko") };
