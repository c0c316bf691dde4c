import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the call's bar says, in Korean. */
export const words: Translated<typeof english> = {
  "call.label": "통화",
  "call.on": "통화 중",
  "call.dialling": "거는 중…",
  "call.connecting_customer": "고객과 연결하는 중…",
  "call.connecting": "연결하는 중…",
  "call.others": "{agent}: {state}",
  "call.talk_time": "통화 시간",
  "call.hang_up": "전화 끊기",
  "call.hanging_up": "끊는 중…",
  "call.elsewhere": "이 통화의 소리는 다른 창에서 들립니다.",
  "call.voice_ended": "이 페이지에서 소리가 끊겼습니다. 이유를 확인하는 중…",
};
