import type { Translated } from "./catalogue";
import type { words as english } from "./en";

/** How people are named, in Japanese. */
export const words: Translated<typeof english> = {
  "who.named": "{name}様",
  "who.agent": "{name}さん",
  "who.unknown": "不明な発信者",
  "who.visitor": "サイトの訪問者",
  "who.somebody": "別の担当者",
  "number.extension": "{number} 内線{extension}",
};
