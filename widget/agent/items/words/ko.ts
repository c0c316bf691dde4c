import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of all that goes into the ticket, in Korean. */
export const words: Translated<typeof english> = {
  "items.label": "{ticket} 기록",
  "items.retry_all": { other: "{count}건 모두 다시 시도" },
  "items.by": "{author}, {time}",
  "items.by_customer": "고객, {time}",
  "items.pointer": "이 문의가 지금 어디에 있는지 알려 줍니다.",
  "items.saving": "저장하는 중…",
  "items.not_saved": "저장하지 못했습니다: {problem}",
  "items.edit": "수정",
  "delivery.landed": "{time} {crm}에 기록됨",
  "delivery.held": "처리 필요({time}부터): {reason}",
  "delivery.held_plain": "처리 필요({time}부터): {crm}에서 받지 않았습니다",
  "delivery.dropped": "기록하지 않음: {reason}",
  "delivery.dropped_plain": "기록하지 않음: 담당자가 제외했습니다",
  "delivery.waiting": "대기 중: {reason}",
  "delivery.waiting_until": "{time}까지 대기 중: {reason}",
  "delivery.waiting_plain": "대기 중: {crm}에 보내는 중",
  "delivery.waiting_plain_until": "{time}까지 대기 중: {crm}에 보낼 예정",
  "items.file_removed": "여기에서는 삭제되었습니다({time}). {ticket}에 있습니다.",
  "items.file_removed_dropped": "여기에서는 삭제되었습니다({time}).",
};
