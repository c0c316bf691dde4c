import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of asks, in Korean. */
export const words: Translated<typeof english> = {
  "asks.title": "고객에게 입력 요청",
  "asks.type": "요청 종류",
  "asks.text": "텍스트",
  "asks.photo": "사진",
  "asks.video": "동영상",
  "asks.location": "현재 위치",
  "asks.consent": "동의",
  "asks.photo_example": "예: 파손된 부분",
  "asks.video_example": "예: 소리가 나는 모습",
  "asks.location_example": "예: 배송 기사님께 전달",
  "asks.consent_example": "동의를 구할 문장",
  "asks.a_photo": "제품 사진",
  "asks.a_video": "제품의 짧은 동영상",
  "asks.a_place": "지금 계신 곳",
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
  "asks.agreed": "고객이 동의했습니다.",
  "asks.given": "고객이 보냈습니다:",
  "asks.files": { other: "파일 {count}개" },
  "asks.late": { other: "종료 후 도착한 파일 {count}개" },
  "asks.sensitive": "민감한 정보",
  "asks.kept": "답변 완료({ticket}에는 기록되지 않음)",
  "asks.reveal": "답변 보기",
  "asks.where": "{latitude}, {longitude}(오차 {metres} m)",
};

/** What the server says of asks. */
export const own: Readonly<Record<string, string>> = {
  ask_made: "{agent}님이 고객에게 입력을 요청했습니다: {label}",
  ask_answered: "고객이 요청에 답했습니다.",
  ask_declined: "고객이 요청을 거절했습니다.",
  ask_withdrawn: "요청이 취소되었습니다.",
  ask_expired: "시간 안에 요청에 답하지 않았습니다.",
  ask_failed: "고객의 페이지에서 요청을 처리할 수 없었습니다.",
  "reason.location_denied": "고객의 브라우저에서 위치 정보가 허용되지 않았습니다.",
  "reason.location_unavailable": "고객의 브라우저가 현재 위치를 알 수 없습니다.",
  "reason.location_timeout": "고객의 브라우저가 시간 안에 위치를 확인하지 못했습니다.",
  "reason.unknown_ask": "고객이 열어 둔 페이지는 이 종류의 요청을 지원하지 않습니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  no_page: "고객에게 페이지가 없습니다. 통화 중이면 먼저 브라우저로 참여하게 하세요.",
  unknown_ask: "그런 요청이 없습니다.",
  not_sensitive: "이 종류의 요청은 기록에서 제외할 수 없습니다.",
  not_your_ask: "요청한 상담원만 답변을 볼 수 있습니다.",
  nothing_given: "아직 답변이 없습니다.",
  sensitive_ask: "민감한 요청이 끝나면 녹음이 자동으로 다시 시작됩니다.",
  empty_label: "무엇을 입력해 달라고 할지 적어 주세요.",
  label_too_long: "요청이 너무 깁니다. 짧게 적어 주세요.",
  too_many_asks: "고객이 답할 요청이 너무 많습니다. 먼저 보낸 요청의 답을 기다려 주세요.",
  ask_over: "이 요청은 이미 끝났습니다.",
};
