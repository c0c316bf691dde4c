import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the shell says, in Korean. */
export const words: Translated<typeof english> = {
  "entrance.no_sign_in": "CRM에서 로그인해 주세요",
  "entrance.no_sign_in_text": "Deskside는 자신을 연 CRM을 통해 사용자를 확인합니다. Zendesk 또는 Salesforce 안에서 열어 주세요. 이 페이지만으로는 로그인할 수 없습니다.",
  "entrance.refused": "로그인하지 못했습니다",
  "entrance.refused_text": "CRM에서 사용자 정보를 받지 못했습니다.",
  "entrance.failed": "Deskside를 시작하지 못했습니다",
  "entrance.starting": "시작하는 중…",
  "entrance.starting_again": "{problem} 다시 시도하는 중…",
  "entrance.try_again": "다시 시도",
  "page.reconnecting": "다시 연결하는 중입니다. 입력한 내용은 유지됩니다.",
  "page.signed_out": "세션이 종료되었습니다. 페이지를 새로 고쳐 다시 로그인해 주세요.",
  "page.incomplete": "페이지의 일부를 불러오지 못했습니다. 다시 시도하고 있습니다. 계속되면 페이지를 새로고침해 주세요.",
  "who.verified": "본인 확인됨",
  "who.not_verified": "미확인",
  "who.rejected": "서명이 유효하지 않음",
  "packet.issue": "문의 내용",
  "packet.item": "상품",
  "packet.order": "주문",
  "packet.screen": "화면",
  "packet.device": "기기",
  "packet.location": "위치",
  "packet.signed": "우리 회사가 서명한 정보",
  "packet.unsigned": "고객 기기에서 보낸 정보(미확인)",
  "packet.signed_word": "서명됨",
  "packet.unsigned_word": "미확인",
  "packet.yes": "예",
  "packet.no": "아니요",
};
