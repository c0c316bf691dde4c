import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of what the agent asks, in Korean. */
export const words: Translated<typeof english> = {
  "asks.title": "상담원의 요청",
  "asks.came": "{agent} 상담원의 요청: {label}",
  "asks.sent": "답변을 보냈습니다.",
  "asks.over": "이 요청은 끝났습니다: {label}",
  "asks.who": "{agent} 상담원의 요청:",
  "asks.send": "보내기",
  "asks.decline": "입력하지 않기",
};

/** Failures of this feature by their codes. */
export const failures = {
  unknown_ask: "그런 요청이 없습니다.",
  ask_over: "이 요청은 이미 끝났습니다.",
  empty_answer: "답변이 비어 있습니다.",
  answer_too_long: "답변이 너무 깁니다. 2,000바이트 이내로 적어 주세요.",
};
