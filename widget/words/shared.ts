import { vocabulary } from "./catalogue";
import type { words } from "./en";

/** Words that the agent's widget and the admin's page have from the beginning. */
export type SharedWords = typeof words;

export const { t } = vocabulary<SharedWords>();
