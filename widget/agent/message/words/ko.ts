import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said around a customer’s message, in Korean. */
export const words: Translated<typeof english> = {
  "message.said": "{name} 메시지",
  "message.came": "{name} 메시지: {text}",
};
