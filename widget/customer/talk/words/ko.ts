import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said while a customer waits, talks and leaves, in Korean. */
export const words: Translated<typeof english> = {
  "talk.sending": "보내는 중…",
  "talk.thanks": "감사합니다",
  "talk.arrived": "메시지가 접수되었습니다. 확인 후 연락드리겠습니다.",
  "talk.arrived_only": "메시지가 도착했습니다. 연락처가 없어 답장을 드릴 수 없습니다.",
  "talk.calling": "전화를 거는 중…",
  "talk.connecting": "연결해 드리고 있습니다.",
  "talk.waiting": "상담원을 기다리는 중",
  "talk.in_line": "순서대로 연결해 드립니다.",
  "talk.nobody_came": "전화를 받지 못했습니다",
  "talk.nobody_came_text": "죄송합니다. 메시지를 남겨 주시면 담당자에게 전달됩니다.",
  "talk.left": "통화를 종료했습니다",
  "talk.left_text": "아직 상담원이 받지 않은 상태였습니다.",
  "talk.answering": "상담원이 전화를 받고 있습니다",
  "talk.answering_named": "{agent} 상담원이 전화를 받고 있습니다",
  "talk.moment": "잠시만 기다려 주세요.",
  "talk.connected": "연결되었습니다",
  "talk.connected_named": "{agent} 상담원과 연결되었습니다",
  "talk.on_hold": "잠시 대기 중입니다",
  "talk.on_hold_text": "상담원이 돌아올 때까지 음악이 나옵니다.",
  "talk.photos": "통화하면서 사진을 보내실 수 있습니다.",
  "talk.ended": "통화가 종료되었습니다",
  "talk.bye": "전화해 주셔서 감사합니다. 더 필요한 것이 있으면 여기에서 다시 문의해 주세요.",
  "talk.reference": "접수 번호:",
  "talk.said": "{title}. {text}",
  "talk.lost": "연결이 끊어져 다시 연결하고 있습니다…",
  "talk.again": "다시 전화하기",
  "talk.hang_up": "전화 끊기",
  "talk.cancel": "전화 취소",
  "talk.time": "통화 시간",
  "talk.no_sound": "통화 음성이 끊어졌습니다.",
  "talk.trying": "{problem} 다시 시도하는 중…",
};

/** Failures of this feature by their codes. */
export const failures = {
  no_voice: "이 브라우저에서는 통화를 이용하실 수 없습니다.",
  microphone_refused: "마이크 사용이 허용되지 않았습니다. 브라우저에서 허용하신 뒤 다시 전화해 주세요.",
  microphone_busy: "마이크가 응답하지 않습니다. 다른 프로그램을 닫은 뒤 다시 전화해 주세요.",
  microphone_missing: "마이크를 찾을 수 없습니다. 연결하신 뒤 다시 전화해 주세요.",
  voice_unreachable: "음성을 연결하지 못했습니다.",
  voice_refused: "음성을 연결하지 못했습니다.",
};
