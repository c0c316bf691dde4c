import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of customers who wait, in Japanese. */
export const words: Translated<typeof english> = {
  "wait.count": { other: "{count}件待機中（最長{time}）" },
  "wait.said": { other: "{count}人のお客様がお待ちです" },
  "wait.answer": "応答",
  "wait.answering": "応答しています…",
  "wait.answer_whom": "{name}に応答",
  "wait.call": "電話",
};
