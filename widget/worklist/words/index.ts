import { vocabulary, type Source } from "../../words/catalogue";
import type { InteractionWords } from "../../words/interaction";
import type { SharedWords } from "../../words/shared";
import type { words as english } from "./en";

export const { t, say } = vocabulary<SharedWords & InteractionWords & typeof english>();

export const words: Source = { en: () => import("./en"), ja: () => import("./ja"), ko: () => import("./ko") };
