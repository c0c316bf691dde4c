import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the form for a message says, in Korean. */
export const words: Translated<typeof english> = {
  "message.title": "메시지 남기기",
  "message.label": "메시지",
  "message.email": "답장을 받을 이메일",
  "message.no_way": "이메일이나 전화번호가 없으면 답장을 드릴 수 없습니다.",
  "message.send_anyway": "답장 없이 보내기",
  "message.send": "보내기",
  "message.photos": "사진은 메시지를 보낸 뒤에 추가하실 수 있습니다.",
};

/** Failures of this feature by their codes, and of whatever begins a contact: it is here before anybody can. */
export const failures = {
  empty_message: "메시지가 비어 있습니다.",
  too_many_messages: "이 대화에는 메시지를 더 보낼 수 없습니다.",
  packet_required: "로그인한 뒤 다시 문의해 주세요.",
  challenge_required: "페이지에서 확인을 마친 뒤 다시 문의해 주세요.",
  too_many_contacts: "지금은 문의가 많습니다. 잠시 후 다시 시도해 주세요.",
};
