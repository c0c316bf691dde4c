import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of who was on the line, in Korean. */
export const words: Translated<typeof english> = {
  "legs.title": "통화 참여자",
  "legs.waited": "응답 대기",
  "legs.alone": "고객 혼자 기다린 시간",
  "legs.from_to": "{from} ~ {to}",
  "legs.since": "{from}부터",
  "legs.lost": "연결이 끊겼습니다",
  "legs.consulted": "협의",
};
