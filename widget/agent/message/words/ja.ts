import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said around a customer’s message, in Japanese. */
export const words: Translated<typeof english> = {
  "message.said": "{name}からのメッセージ",
  "message.came": "{name}からのメッセージ：{text}",
};
