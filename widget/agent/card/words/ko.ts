import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said around one interaction, in Korean. */
export const words: Translated<typeof english> = {
  "card.label": "상담: {name}",
  "card.customer": "고객",
  "card.back": "뒤로",
};
