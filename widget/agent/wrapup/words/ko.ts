import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the wrap-up says, in Korean. */
export const words: Translated<typeof english> = {
  "wrap.label": "후처리",
  "wrap.talk_time": "통화 시간 {time}",
  "wrap.time": "후처리 경과 시간",
  "wrap.written": { other: "{number}에 {count}건 기록됨" },
  "wrap.waiting": { other: "전송 대기 {count}건" },
  "wrap.held": { other: "처리 필요 {count}건" },
  "wrap.ended_by.customer": "고객이 끊었습니다",
  "wrap.ended_by.agent": "직접 끊었습니다",
  "wrap.ended_by.carrier": "통신망에서 끊어졌습니다",
  "wrap.ended_by.wait": "제시간에 받은 사람이 없습니다",
  "wrap.ended_by.hours": "영업시간 외에 걸려 왔습니다",
  "wrap.ended_by.voicemail": "음성 메시지로 넘어갔습니다",
  "wrap.how": "상담 결과",
  "wrap.choose": "선택해 주세요",
  "wrap.note": "마무리 메모",
  "wrap.note_placeholder": "어떤 내용으로 합의했나요? (선택 사항)",
  "wrap.status": "{ticket} 상태",
  "wrap.status_stays": "그대로 두기 ({status})",
  "wrap.status_closed": "{status} (종료)",
  "wrap.status_unread": "{ticket} 상태를 가져오지 못했습니다. 상태는 바뀌지 않습니다.",
  "wrap.status_again": "다시 시도",
  "wrap.status_left": "{name}: {reason}",
  "wrap.status_seen": "닫기",
  "wrap.status_open": "열기",
  "wrap.too_long": "마무리 메모가 너무 깁니다. 최대 {bytes}바이트까지 가능합니다.",
  "wrap.save": "저장",
  "wrap.first": "상담 결과를 선택하면 저장할 수 있습니다.",
  "wrap.saving": "저장하는 중…",
  "wrap.change": "수정",
  "wrap.later": "나중에",
  "wrap.saved": "저장했습니다. 곧 {ticket}에 반영됩니다.",
  "wrap.unsaved": "마무리 메모: {problem}",
  "wrap.unsaved_about": "{name}에 대한 마무리 메모: {problem}",
};

/** What the server says of it. */
export const own: Readonly<Record<string, string>> = {
  "wrap_up_saved.status": "{agent} 님이 상담 결과를 '{disposition}'(으)로 저장했습니다. {ticket} 상태: {status}.",
  "write_landed.without": "{ticket}에 기록됨: {item}. {reason}",
  "reason.status_changed": "그 사이에 다른 사람이 바꿔서 {ticket} 상태를 '{status}'(으)로 바꾸지 않았습니다.",
  "reason.status_refused": "CRM이 '{status}' 상태를 받아들이지 않아 {ticket} 상태가 그대로입니다.",
  "reason.status_fields": "먼저 입력해야 하는 항목이 있어 {ticket} 상태를 '{status}'(으)로 바꾸지 못했습니다: {fields}.",
};

/** Failures of this feature by their codes. */
export const failures = {
  status_of_another_ticket: "이제 다른 {ticket}에 기록됩니다. 상태를 다시 선택해 주세요.",
  no_ticket: "아직 {ticket_subject} 없습니다.",
  no_statuses: "이 CRM에는 선택할 수 있는 상태가 없습니다.",
};
