import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said while a colleague is consulted, in Korean. */
export const words: Translated<typeof english> = {
  "consult.two": "통화 중: {agent}. 고객에게 음악이 나옵니다.",
  "consult.asked": "협의 요청: {agent}. 고객에게 음악이 나옵니다.",
  "consult.three": "3자 통화 중: 나, {agent}, 고객",
  "consult.complete": "지금 넘기기",
  "consult.to_three": "3자 통화",
  "consult.to_two": "고객 보류",
  "consult.back": "고객에게 돌아가기",
  "consult.yours": "통화를 넘겨받았습니다: {name}",
  "consult.brief": "전환된 통화",
  "consult.asks": "이 통화에 대해 협의를 요청한 사람: {agent}",
  "consult.from": "전환한 사람: {agent}",
  "consult.from_to_other": "전환한 사람: {agent}, 받는 곳: {to}",
};

/** What the server says of them. */
export const own: Readonly<Record<string, string>> = {
  "transfer_begun.warm": "{agent}님이 먼저 협의한 뒤 통화를 전환하려고 합니다: {to}",
  colleague_joined: "{agent}님이 협의를 위해 통화에 참여했습니다.",
  colleague_left: "{agent}님이 통화에서 나갔습니다.",
  "transfer_ended.left": "통화가 전환되지 않았습니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  colleague_not_there: "협의할 동료가 통화에 없습니다.",
};
