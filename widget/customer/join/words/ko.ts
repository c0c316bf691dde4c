import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said to somebody on the phone whose browser joins the call, in Korean. */
export const words: Translated<typeof english> = {
  "join.title": "통화에 참여하기",
  "join.why": "통화를 계속하시면서 이 페이지에서 사진을 보내고 상담원의 요청에 답하실 수 있습니다.",
  "join.code": "안내받으신 숫자 6자리",
  "join.go": "통화에 참여",
  "join.busy": "잠시만 기다려 주세요…",
  "join.in": "참여했습니다",
  "join.in_text": "전화를 끊지 마세요. 상담원이 받으면 이 페이지도 연결됩니다.",
  "join.connected": "통화 중입니다",
  "join.connected_named": "{agent} 상담원과 통화 중입니다",
  "join.connected_text": "전화로 계속 말씀해 주세요. 상담원의 요청이 여기에 나타납니다.",
  "join.on_hold": "잠시 대기 중입니다",
  "join.on_hold_text": "전화를 끊지 마세요. 상담원이 돌아올 때까지 음악이 나옵니다.",
  "join.ended": "통화가 종료되었습니다",
  "join.ended_text": "이 페이지를 닫으셔도 됩니다.",
  "join.reference": "접수 번호:",
  "join.lost": "연결이 끊어져 다시 연결하고 있습니다…",
  "join.said": "{title}. {text}",
};

/** Failures of this feature by their codes. */
export const failures = {
  wrong_code: "코드가 올바르지 않거나 더 이상 유효하지 않습니다. 전화로 새 코드를 요청해 주세요.",
  too_many_tries: "사용 중인 네트워크에서 잘못된 코드가 여러 번 입력되었습니다. 전화로 링크를 요청하시거나 잠시 기다려 주세요.",
};
