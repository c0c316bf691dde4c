import { vocabulary, type Source } from "../catalogue";
import type { words } from "./en";

/** Words that every feature has that comes later, and the admin's page. */
export type InteractionWords = typeof words;

export const { t } = vocabulary<InteractionWords>();

export const interactionWords: Source = { en: () => import("./en"), ja: () => import("./ja"), ko: () => import("./ko") };
