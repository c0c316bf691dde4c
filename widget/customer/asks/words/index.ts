import { vocabulary, type Source } from "../../../words/catalogue";
import type { words as english } from "./en";

export const { t } = vocabulary<typeof english>();

export const words: Source = { en: () => import("./en"), ja: () => import("./ja"), ko: () => import("./ko") };
