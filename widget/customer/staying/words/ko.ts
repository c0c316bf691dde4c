import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said to a customer who does something else while they talk, in Korean. */
export const words: Translated<typeof english> = {
  "leave.title": "통화를 종료할까요?",
  "leave.text": "이 창을 닫으면 통화가 종료됩니다.",
  "leave.end": "종료하고 닫기",
  "leave.stay": "통화 계속하기",
  "stay.resumed": "페이지를 다시 불러와 통화 음성이 끊어졌습니다.",
  "stay.again": "다시 전화하기",
  "stay.minimise": "최소화",
  "stay.minimise_long": "최소화하고 통화 계속하기",
  "stay.open": "열기",
  "stay.on_a_call": "통화 중",
  "stay.in_line": "대기 중",
};
