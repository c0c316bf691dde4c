import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of calls that are passed on, in Korean. */
export const words: Translated<typeof english> = {
  "transfer.transfer": "전환",
  "transfer.to": "전환할 곳",
  "transfer.looking": "받을 수 있는 사람을 확인하는 중…",
  "transfer.choose": "선택하세요…",
  "transfer.colleagues": "동료",
  "transfer.queues": "대기열",
  "transfer.colleague": "{agent} ({state})",
  "transfer.available": "대기 중",
  "transfer.away": "자리 비움",
  "transfer.busy": "통화 중",
  "transfer.wrap_up": "후처리 중",
  "transfer.unreachable": "연결 안 됨",
  "transfer.empty": "상담원 없음",
  "transfer.closed": "영업시간 외",
  "transfer.note": "전달할 내용",
  "transfer.send": "전환하기",
  "transfer.sending": "전환하는 중…",
  "transfer.first": "먼저 협의하기",
  "transfer.on": "전환 중: {to}. 고객에게 음악이 나옵니다.",
  "transfer.asking": "협의 요청 중: {to}. 고객에게 음악이 나옵니다.",
  "transfer.coming": "연결하는 중: {agent}",
  "transfer.take_back": "전환 취소",
  "transfer.leave": "전화를 끊어도 계속 울립니다.",
  "transfer.declined": "전환 거절: {to}. 고객과 다시 통화 중입니다.",
  "transfer.unanswered": "응답 없음: {to}. 고객과 다시 통화 중입니다.",
  "transfer.left": "통화 종료: {agent}. 고객과 다시 통화 중입니다.",
  "transfer.done": "통화 전환 완료: {name} → {agent}",
  "transfer.taken_back": "전환 취소됨: {name} ({agent})",
};

/** What the server says of them. */
export const own: Readonly<Record<string, string>> = {
  transfer_begun: "{agent}님이 통화를 전환했습니다: {to}",
  "transfer_ended.accepted": "{agent}님이 통화를 이어받았습니다.",
  "transfer_ended.declined": "{agent}님이 전환된 통화를 거절했습니다.",
  "transfer_ended.unanswered": "전환된 통화를 아무도 받지 않았습니다.",
  "transfer_ended.taken_back": "전환이 취소되었습니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  transfer_on: "이미 전환 중인 통화입니다.",
  transfer_to_self: "본인의 통화입니다. 다른 사람을 선택하세요.",
  transfer_to_another: "다른 동료에게 전환 중인 통화입니다.",
  transfer_nowhere: "전환할 곳을 선택하세요.",
  transfer_note_too_long: "전달할 내용이 너무 깁니다. 한두 문장으로 줄여 주세요.",
  unknown_colleague: "최근에 접속한 적이 없는 동료입니다.",
  colleague_unavailable: "지금 전화를 받을 수 없는 동료입니다. 다른 사람이나 대기열을 선택하세요.",
  unknown_queue: "그런 대기열이 없습니다.",
  queue_closed: "지금은 영업시간이 아닌 대기열입니다.",
  queue_empty: "이 대기열의 전화를 받을 사람이 없습니다.",
};
