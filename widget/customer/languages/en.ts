import { words as choosing } from "../choosing/words/en";
import { words as shell } from "../shell/words/en";

export const words = { ...shell, ...choosing };
