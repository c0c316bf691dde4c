import { words as choosing } from "../choosing/words/ja";
import { words as shell } from "../shell/words/ja";

export { failures } from "../shell/words/ja";
export const words = { ...shell, ...choosing };
