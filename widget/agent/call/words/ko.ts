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
  "call.mute": "음소거",
  "call.hold": "대기",
  "call.on_hold": "고객 대기 중",
  "call.keypad": "키패드",
  "call.pressed": "누른 키: {keys}",
  "call.signal_good": "음성: 좋음",
  "call.signal_poor": "음성: 불안정",
  "call.signal_none": "음성: 끊김",
  "call.signal_lost": "연결이 끊어져 다시 연결하고 있습니다.",
  "call.signal_loss": "말소리 일부가 전달되지 않습니다. 유선 연결이나 덜 붐비는 네트워크를 사용해 보세요.",
  "call.signal_delay": "말소리가 늦게 전달됩니다. 여유를 두고 대화하세요.",
  "call.signal_silence": "마이크 소리가 들리지 않습니다. 헤드셋의 스위치를 확인하세요.",
};

/** What the server says of talking. */
export const own: Readonly<Record<string, string>> = {
  customer_put_on_hold: "{agent}님이 고객을 대기시켰습니다.",
  customer_taken_off_hold: "{agent}님이 대기를 해제했습니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  not_connected: "아직 고객과 연결되지 않았습니다.",
  not_your_call: "통화 중인 상담원만 할 수 있습니다.",
  bad_keys: "0~9, *, # 키만 누를 수 있습니다.",
};
