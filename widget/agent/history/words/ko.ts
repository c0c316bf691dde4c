import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of earlier interactions, in Korean. */
export const words: Translated<typeof english> = {
  "history.needs": "처리 필요",
  "history.recent": "최근",
  "history.nothing": "아직 없습니다. 전화와 메시지가 여기에 표시됩니다.",
  "history.on_ticket": "이 {ticket}",
  "history.nothing_on_ticket": "이 {ticket}에는 아직 전화나 메시지가 없습니다.",
  "history.message": "메시지",
  "history.incoming": "전화",
  "history.outgoing": "발신 전화",
  "history.which": "{ticket} 미정",
  "history.waiting": "대기 중",
  "history.this_ticket": "이 {ticket}",
  "history.earlier": "지난 문의",
  "history.timeline": "진행 기록",
};
