import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said where contacts are looked up, in Korean. */
export const words: Translated<typeof english> = {
  "lookup.label": "이름, 전화번호, 이메일, 주문, {ticket_to} 문의 찾기",
  "lookup.hint": "이름, 번호 또는 {ticket}",
  "lookup.when": "날짜",
  "lookup.any": "모든 날짜",
  "lookup.today": "오늘",
  "lookup.yesterday": "어제",
  "lookup.week": "최근 7일",
  "lookup.found": "검색 결과",
  "lookup.none": "찾은 문의가 없습니다.",
  "lookup.count": { other: "문의 {count}건을 찾았습니다." },
  "lookup.many": "최근 {count}건을 표시합니다.",
  "lookup.older": "이전 문의 보기",
  "lookup.kept": { other: "문의는 종료 후 {count}일 동안 여기에 보관됩니다. 그 이전 문의는 {ticket}에 있습니다." },
  "lookup.looking": "찾는 중…",
};
