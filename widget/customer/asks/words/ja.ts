import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of what the agent asks, in Japanese. */
export const words: Translated<typeof english> = {
  "asks.title": "担当者からのお願い",
  "asks.came": "{agent}からのお願い：{label}",
  "asks.sent": "回答を送信しました。",
  "asks.over": "このお願いは終了しました：{label}",
  "asks.who": "{agent}からのお願い：",
  "asks.send": "送信",
  "asks.decline": "入力しない",
};

/** Failures of this feature by their codes. */
export const failures = {
  unknown_ask: "その依頼はありません。",
  ask_over: "この依頼はすでに終了しています。",
  empty_answer: "回答が入力されていません。",
  answer_too_long: "回答が長すぎます。2,000バイト以内にしてください。",
};
