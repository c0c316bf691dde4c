import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said between a call and its wrap-up, in Japanese. */
export const words: Translated<typeof english> = {
  "putoff.no_calls": "後処理中です。終わるまで着信しません",
  "putoff.until": "後処理中です。あと{time}で着信を再開します",
  "putoff.ready": "今すぐ待機に戻る",
  "putoff.wrap_up": "後処理をする",
};
