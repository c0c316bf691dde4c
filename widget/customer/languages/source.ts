import type { Source } from "../../words/catalogue";

/** What the contact page says from its first moment on: the shell's words and those of the first choices. */
export const firstWords: Source = { en: () => import("./en"), ja: () => import("./ja"), ko: () => import("./ko") };
