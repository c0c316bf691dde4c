import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of anything that the server does not have yet, in Japanese. */
export const words: Translated<typeof english> = {
  "unsaved.open": "開く",
  "unsaved.refused": "保存できませんでした。{problem}",
  "unsaved.unreachable": "まだ保存されていません。サーバーに接続できないため、再試行しています",
  "unsaved.busy": "まだ保存されていません。Desksideが一時的に保存できないため、再試行しています",
};
