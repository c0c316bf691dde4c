import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of the ticket, in Korean. */
export const words: Translated<typeof english> = {
  "ticket.searching": "{crm}에서 알맞은 {ticket} 찾는 중…",
  "ticket.keep": "그대로 두기",
  "ticket.change": "변경",
  "ticket.why": "이 {ticket}에 기록하는 이유",
  "ticket.why_unknown": "이 상담을 위해 선택되었습니다.",
  "ticket.looked_at": "확인한 항목:",
  "ticket.which": "어느 {ticket}에 대한 문의인가요?",
  "ticket.unclear": "선택하기 전에는 아무것도 기록되지 않습니다.",
};
