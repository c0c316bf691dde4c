import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of letting callers join with a browser, in Korean. */
export const words: Translated<typeof english> = {
  "join.title": "고객의 브라우저",
  "join.let": "브라우저로 참여하게 하기",
  "join.read": "고객에게 읽어 주세요: “브라우저에서 {address} 주소를 열고 이 코드를 입력해 주세요.”",
  "join.left": "{time} 동안 유효합니다.",
  "join.over": "코드가 만료되었습니다.",
  "join.link": "링크",
  "join.copy": "링크 복사",
  "join.copied": "복사됨",
  "join.scan": "QR 코드",
  "join.scan_label": "링크의 QR 코드",
  "join.fresh": "새 코드",
  "join.hide": "닫기",
  "join.joined": "고객의 브라우저가 참여했습니다: {device}",
  "join.texted": "{number} 번호로 링크를 보냈습니다.",
  "join.text": "링크를 문자로 보내기",
  "join.another": "다른 브라우저",
  "join.out": "내보내기",
  "join.out_name": "고객의 브라우저가 아니므로 내보내기",
};

/** What the server says of it. */
export const own: Readonly<Record<string, string>> = {
  "join_code_made.shown": "{agent}님이 고객의 브라우저가 참여할 코드를 만들었습니다.",
  "join_code_made.told": "메뉴가 고객에게 브라우저로 참여할 코드를 안내했습니다.",
  "join_code_made.texted": "브라우저로 참여할 링크를 {number} 번호로 보냈습니다.",
  "browser_joined.code": "고객의 브라우저가 코드로 참여했습니다: {device}",
  "browser_joined.link": "고객의 브라우저가 링크로 참여했습니다: {device}",
  "browser_joined.qr": "고객의 브라우저가 QR 코드로 참여했습니다: {device}",
  browser_put_out: "{agent}님이 참여한 브라우저를 내보냈습니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  joins_not: "고객에게 이미 페이지가 있거나 통화 중이 아닙니다.",
  too_many_join_codes: "이 통화에서는 코드를 더 만들 수 없습니다.",
};
