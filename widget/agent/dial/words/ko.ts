import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the box for a number says, in Korean. */
export const words: Translated<typeof english> = {
  "dial.label": "고객에게 전화 걸기",
  "dial.number": "전화번호",
  "dial.call": "전화 걸기",
  "dial.calling": "거는 중…",
  "dial.no_ticket": "열린 {ticket_subject} 없어 새 {ticket}에 기록됩니다.",
  "dial.on_ticket": "통화는 열린 {ticket}에 기록됩니다.",
  "dial.on_a_call": "통화 중입니다. 먼저 전화를 끊은 뒤 걸어 주세요.",
  "dial.later": "통화 중이어서 {number}에 전화를 걸지 않았습니다. 통화가 끝나면 걸 수 있도록 번호를 남겨 둡니다.",
  "dial.not_called": "다른 번호로 거는 중이어서 {number}에는 걸지 않았습니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  bad_number: "전화를 걸 수 있는 번호가 아닙니다. +와 국가 번호부터 입력해 주세요.",
  "bad_number.no_digits": "전화번호가 들어 있지 않습니다.",
  "bad_number.no_country": "국가 번호가 없습니다. +와 국가 번호부터 입력해 주세요.",
  "bad_number.local_only": "지역 번호가 없습니다. 전체 번호를 입력해 주세요.",
  "bad_number.letters": "전화번호에 글자가 들어 있습니다. 숫자로 입력해 주세요.",
  "bad_number.several": "전화번호가 여러 개입니다. 하나만 선택해 주세요.",
  "bad_number.ambiguous": "어느 나라의 번호인지 알 수 없습니다. +와 국가 번호, 그다음에 번호를 입력해 주세요.",
  "bad_number.not_dialed": "이런 형식의 전화번호는 없습니다. 숫자를 확인하거나 +와 국가 번호부터 입력해 주세요.",
  no_line: "발신에 사용할 전화번호가 설정되어 있지 않습니다.",
};
