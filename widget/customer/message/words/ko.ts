import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the form for a message says, in Korean. */
export const words: Translated<typeof english> = {
  "message.title": "메시지 남기기",
  "message.label": "메시지",
  "message.send": "보내기",
  "message.photos": "사진은 메시지를 보낸 뒤에 추가하실 수 있습니다.",
};
