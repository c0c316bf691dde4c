import type { Translated } from "./catalogue";
import type { words as english } from "./en";

/** How people are named, in Korean. */
export const words: Translated<typeof english> = {
  "who.named": "{name} 님",
  "who.agent": "{name} 님",
  "who.unknown": "알 수 없는 발신자",
  "who.visitor": "사이트 방문자",
  "who.somebody": "다른 상담원",
  "number.extension": "{number} 내선 {extension}",
};
