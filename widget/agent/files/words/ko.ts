import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of a customer's files, in Korean. */
export const words: Translated<typeof english> = {
  "photo.label": "사진",
  "photo.enlarge": "{name} 확대",
  "photo.alt": "고객이 보낸 사진: {name}",
  "photo.loading": "불러오는 중…",
  "photo.load_again": "{problem} 다시 불러오기",
  "photo.close": "닫기",
  "file.download_again": "다시 다운로드({problem})",
};
