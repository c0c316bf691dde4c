import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of asks, in Korean. */
export const words: Translated<typeof english> = {
  "asks.title": "고객에게 입력 요청",
  "asks.label": "고객에게 요청할 내용",
  "asks.placeholder": "예: 운송장 번호",
  "asks.ask": "요청",
  "asks.withdraw": "취소",
  "asks.withdraw_name": "취소: {label}",
  "asks.open": "고객의 입력을 기다리는 중",
  "asks.answered": "고객의 답변:",
  "asks.declined": "고객이 입력을 거절했습니다.",
  "asks.withdrawn": "취소했습니다.",
  "asks.expired": "시간 안에 입력하지 않았습니다.",
  "asks.failed": "고객의 페이지에서 처리할 수 없었습니다.",
};

/** What the server says of asks. */
export const own: Readonly<Record<string, string>> = {
  ask_made: "{agent}님이 고객에게 입력을 요청했습니다: {label}",
  ask_answered: "고객이 요청에 답했습니다.",
  ask_declined: "고객이 요청을 거절했습니다.",
  ask_withdrawn: "요청이 취소되었습니다.",
  ask_expired: "시간 안에 요청에 답하지 않았습니다.",
  ask_failed: "고객의 페이지에서 요청을 처리할 수 없었습니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  no_page: "고객이 이 요청을 표시할 페이지를 열어 두지 않았습니다. 통화 중이라면 먼저 브라우저로 참여하게 하세요.",
  unknown_ask: "그런 요청이 없습니다.",
  empty_label: "무엇을 입력해 달라고 할지 적어 주세요.",
  label_too_long: "요청이 너무 깁니다. 200바이트 이내로 적어 주세요.",
  too_many_asks: "고객이 답할 요청이 너무 많습니다. 먼저 보낸 요청의 답을 기다려 주세요.",
  ask_over: "이 요청은 이미 끝났습니다.",
};
