import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said while a customer chooses, in Korean. */
export const words: Translated<typeof english> = {
  "steps.label": "단계",
  "steps.back": "뒤로",
  "choose.first": "무엇을 도와드릴까요?",
  "choose.more": "조금 더 자세히 알려 주세요",
  "choose.how": "어떤 방법으로 문의하시겠어요?",
  "choose.call": "지금 전화하기",
  "choose.message": "메시지 남기기",
  "choose.free": "통화는 브라우저에서 이루어지며 요금이 들지 않습니다.",
  "who.name": "이름",
  "who.phone": "전화번호",
  "who.optional": "(선택)",
  "where.shared": "다음 위치를 알려 드립니다: {location}",
  "where.stop": "공유하지 않기",
  "where.finding": "위치를 확인하고 있습니다…",
  "where.share": "내 위치 공유하기",
  "where.cannot": "이 브라우저에서는 위치를 확인할 수 없습니다.",
  "where.refused": "브라우저 설정에 따라 위치를 공유하지 않습니다.",
  "where.unknown": "위치를 확인하지 못했습니다.",
};
