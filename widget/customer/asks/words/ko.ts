import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of what the agent asks, in Korean. */
export const words: Translated<typeof english> = {
  "asks.who": "{agent} 상담원의 요청:",
  "asks.send": "보내기",
  "asks.decline": "입력하지 않기",
};
