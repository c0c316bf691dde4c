import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of what the agent asks, in Japanese. */
export const words: Translated<typeof english> = {
  "asks.who": "{agent}からのお願い：",
  "asks.send": "送信",
  "asks.decline": "入力しない",
};
