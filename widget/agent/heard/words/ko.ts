import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said aloud of changes that can be seen, in Korean. */
export const words: Translated<typeof english> = {
  "heard.connected": "{name} 연결되었습니다.",
  "heard.ended.customer": "{name} 통화를 끊었습니다.",
  "heard.ended.agent": "직접 끊었습니다.",
  "heard.ended.carrier": "회선이 끊어졌습니다.",
  "heard.ended.wait": "대기 시간이 다 되어 통화가 끝났습니다.",
  "heard.ended.hours": "영업시간 외에 걸려 온 전화였습니다.",
  "heard.ended.voicemail": "음성 메시지로 넘어갔습니다.",
  "heard.on_hold": "대기 중: {name}. 음악이 나옵니다.",
  "heard.off_hold": "대기 해제: {name}.",
  "heard.file": "고객이 {name} 파일을 보냈습니다.",
  "heard.note": "메모를 저장했습니다.",
  "heard.others_note": "{agent} 메모를 남겼습니다.",
  "heard.landed_one": "{crm}에 기록됨: {what}",
  "heard.landed": { other: "{crm}에 {count}건이 기록되었습니다." },
  "heard.held": "처리 필요: {what}. {reason}",
  "heard.about": "{name}: {what}",
  "heard.ticket": "{ticket} {number}.",
  "heard.which": "어느 {ticket}입니까? 선택해 주세요.",
  "heard.answer": "{label}: {text}",
  "heard.given": "{label}: 답변이 있습니다.",
  "heard.no_answer": "{label}: 답변이 없습니다.",
};
