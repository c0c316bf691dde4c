import type { Source } from "../../words/catalogue";

/** What the widget says from its first moment on: the shell's words and those of a ringing call. */
export const firstWords: Source = { en: () => import("./en"), ja: () => import("./ja"), ko: () => import("./ko") };
