import { vocabulary, type Source } from "../../../words/catalogue";
import { withOwn } from "../../../words/own";
import type { LaterWords } from "../../shell/words";
import type { words as english } from "./en";

export const { t } = vocabulary<LaterWords & typeof english>();

export const words: Source = { en: () => import("./en"), ja: () => import("./ja").then(withOwn), ko: () => import("./ko").then(withOwn) };
