import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said between a call and its wrap-up, in Korean. */
export const words: Translated<typeof english> = {
  "putoff.no_calls": "후처리 중입니다. 준비될 때까지 전화가 울리지 않습니다",
  "putoff.until": "후처리 중입니다. {time} 후 다시 전화가 울립니다",
  "putoff.ready": "지금 대기로 전환",
  "putoff.wrap_up": "후처리하기",
};
