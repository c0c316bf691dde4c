import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of all that a packet holds, in Korean. */
export const words: Translated<typeof english> = {
  "label.name": "이름",
  "label.email": "이메일",
  "label.phone": "전화번호",
  "label.customer_number": "고객 번호",
  "label.typed_name": "입력한 이름",
  "label.typed_email": "입력한 이메일",
  "label.typed_phone": "입력한 전화번호",
  "label.device": "기기",
  "label.time_zone": "시간대",
  "label.location": "위치",
  "label.page_url": "페이지 주소",
  "label.page_title": "페이지",
  "label.menu": "메뉴에서 선택",
  "label.language": "언어",
  "label.screen_size": "화면 크기",
  "label.item": "보고 있는 상품",
  "label.item_id": "상품 번호",
  "label.item_url": "상품 주소",
  "packet.all": "알려진 모든 정보",
  "packet.rejected": "서명이 유효하지 않습니다. 여기 있는 정보는 확인되지 않았습니다.",
  "packet.rejected_because": "서명이 유효하지 않습니다: {problem} 여기 있는 정보는 확인되지 않았습니다.",
  "packet.nothing": "아직 이 고객에 대한 정보가 없습니다.",
};
