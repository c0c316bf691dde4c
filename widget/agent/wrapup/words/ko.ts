import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the wrap-up says, in Korean. */
export const words: Translated<typeof english> = {
  "wrap.label": "후처리",
  "wrap.talk_time": "통화 시간 {time}",
  "wrap.time": "후처리 경과 시간",
  "wrap.written": { other: "{ticket}에 {count}건 기록됨" },
  "wrap.waiting": { other: "전송 대기 {count}건" },
  "wrap.held": { other: "처리 필요 {count}건" },
  "wrap.ended_by.customer": "고객이 끊었습니다",
  "wrap.ended_by.agent": "직접 끊었습니다",
  "wrap.ended_by.carrier": "통신망에서 끊어졌습니다",
  "wrap.ended_by.wait": "제시간에 받은 사람이 없습니다",
  "wrap.how": "상담 결과",
  "wrap.choose": "선택해 주세요",
  "wrap.note": "마무리 메모",
  "wrap.note_placeholder": "어떤 내용으로 합의했나요? (선택 사항)",
  "wrap.too_long": "마무리 메모가 너무 깁니다. 최대 {bytes}바이트까지 가능합니다.",
  "wrap.save": "저장",
  "wrap.first": "상담 결과를 선택하면 저장할 수 있습니다.",
  "wrap.saving": "저장하는 중…",
  "wrap.change": "수정",
  "wrap.later": "나중에",
  "wrap.saved": "저장했습니다. 곧 티켓에 반영됩니다.",
  "wrap.unsaved": "마무리 메모: {problem}",
  "wrap.unsaved_about": "{name}에 대한 마무리 메모: {problem}",
};
