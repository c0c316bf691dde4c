import { words as choosing } from "../choosing/words/ko";
import { words as shell } from "../shell/words/ko";

export { failures } from "../shell/words/ko";
export const words = { ...shell, ...choosing };
