import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said around one interaction, in Japanese. */
export const words: Translated<typeof english> = {
  "card.label": "{name}とのやり取り",
  "card.customer": "お客様",
  "card.back": "戻る",
};
