import { vocabulary, type Source } from "../../../words/catalogue";
import type { ShellWords } from "../../shell/words";
import type { words as english } from "./en";

export const { t } = vocabulary<ShellWords & typeof english>();

export const words: Source = { en: () => import("./en"), ja: () => import("./ja"), ko: () => import("./ko") };
