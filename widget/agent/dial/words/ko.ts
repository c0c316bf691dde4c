import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the box for a number says, in Korean. */
export const words: Translated<typeof english> = {
  "dial.label": "고객에게 전화 걸기",
  "dial.number": "전화번호",
  "dial.call": "전화 걸기",
  "dial.calling": "거는 중…",
  "dial.no_ticket": "열린 티켓이 없어 새 티켓에 기록됩니다.",
  "dial.on_ticket": "통화는 열린 티켓에 기록됩니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  bad_number: "전화를 걸 수 있는 번호가 아닙니다. +와 국가 번호부터 입력해 주세요.",
  no_line: "발신에 사용할 전화번호가 설정되어 있지 않습니다.",
};
