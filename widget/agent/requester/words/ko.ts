import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of who the customer is, in Korean. */
export const words: Translated<typeof english> = {
  "requester.nobody": "{crm}에 이 고객의 정보가 없습니다.",
  "requester.is": "{crm}: {name}",
  "requester.who": "고객 지정",
  "requester.other": "다른 사람 지정",
  "requester.close": "닫기",
  "requester.search_for": "이름, 이메일, 전화, 주문 번호",
  "requester.search": "검색",
  "requester.found": { other: "{count}명을 찾았습니다" },
  "requester.none": "찾지 못했습니다.",
  "requester.wrote": "{ticket} {number}에서",
  "requester.new_ticket": "이 {ticket_topic} 다른 고객의 것으로 남고, 선택한 고객에게는 새 {ticket_subject} 만들어집니다.",
  "requester.create": "새 고객",
  "requester.name": "이름",
  "requester.email": "이메일",
  "requester.phone": "전화번호",
  "requester.reach": "이메일이나 전화번호가 필요합니다.",
  "requester.save": "만들고 지정",
};

/** What the server says of it. */
export const own: Readonly<Record<string, string>> = {
  requester_chosen: "{agent}님이 고객을 {name}님으로 지정했습니다.",
  "item.requester": "고객 지정",
  "reason.requester_not_taken": "CRM이 {name}님을 이 {ticket}의 요청자로 받아들이지 않았습니다.",
  "reason.person_exists": "이 주소나 번호는 이미 다른 사람이 사용하고 있습니다.",
  "reason.person_unreachable": "주소도 번호도 없는 사람에게는 답장할 수 없습니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  requester_unknown: "CRM에 그런 사람이 없습니다.",
  ticket_of_another: "이 {ticket_topic} 다른 사람의 것입니다. 이 고객을 위한 새 {ticket_object} 만들어 주세요.",
  person_exists: "이 주소나 번호는 CRM에 이미 다른 사람으로 등록되어 있습니다. 검색해서 선택해 주세요.",
  person_refused: "CRM이 이 사람의 등록을 받아들이지 않았습니다.",
  no_people: "이 CRM에는 선택할 고객이 없습니다.",
};
