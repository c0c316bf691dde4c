import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of all that a packet holds, in Korean. */
export const words: Translated<typeof english> = {
  "packet.all": "알려진 모든 정보",
  "packet.rejected": "서명이 유효하지 않습니다. 여기 있는 정보는 확인되지 않았습니다.",
  "packet.rejected_because": "서명이 유효하지 않습니다: {problem} 여기 있는 정보는 확인되지 않았습니다.",
  "packet.nothing": "아직 이 고객에 대한 정보가 없습니다.",
};
