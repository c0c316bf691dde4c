import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of anything that the server does not have yet, in Korean. */
export const words: Translated<typeof english> = {
  "unsaved.open": "열기",
  "unsaved.refused": "저장하지 못했습니다. {problem}",
  "unsaved.unreachable": "아직 저장되지 않았습니다. 서버에 연결할 수 없어 다시 시도하고 있습니다",
  "unsaved.busy": "아직 저장되지 않았습니다. Deskside가 지금 저장할 수 없어 다시 시도하고 있습니다",
};
