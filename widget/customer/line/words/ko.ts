import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said to a customer whom nobody has answered yet, in Korean. */
export const words: Translated<typeof english> = {
  "line.closed": "지금은 운영 시간이 아닙니다. 메시지를 남겨 주세요.",
  "line.nobody": "지금은 상담원이 자리에 없습니다",
  "line.nobody_text": "이대로 기다리시면 상담원이 돌아오는 대로 연결됩니다.",
  "line.said": "{title}. {text}",
  "line.next": "다음 차례입니다.",
  "line.place": "대기 순서는 {place}번째입니다.",
  "line.waited": "대기 시간 {time}",
  "line.waited_label": "대기 시간",
  "line.instead": "기다리는 대신 메시지 남기기",
  "line.leave": "메시지 남기기",
  "line.send_instead": "보내고 그만 기다리기",
  "line.send": "보내기",
  "line.reach": "답장을 받을 이메일 또는 전화번호",
  "line.answer_to": "답장 받을 곳: {reach}",
  "line.no_way": "연락처가 없으면 답장을 드릴 수 없습니다. 그대로 보내려면 다시 누르세요.",
  "line.sending": "보내는 중…",
};
