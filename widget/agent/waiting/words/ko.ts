import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of customers who wait, in Korean. */
export const words: Translated<typeof english> = {
  "wait.count": { other: "{count}건 대기 중 (최장 {time})" },
  "wait.said": { other: "고객 {count}명이 기다리고 있습니다" },
  "wait.answer": "받기",
  "wait.answering": "받는 중…",
  "wait.answer_whom": "{name} 전화 받기",
  "wait.call": "전화",
};
