import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of earlier interactions, in Japanese. */
export const words: Translated<typeof english> = {
  "history.needs": "要対応",
  "history.recent": "最近",
  "history.nothing": "まだ何もありません。電話とメッセージがここに表示されます。",
  "history.on_ticket": "このチケット",
  "history.nothing_on_ticket": "このチケットには、まだ電話もメッセージもありません。",
  "history.message": "メッセージ",
  "history.incoming": "電話",
  "history.outgoing": "発信",
  "history.which": "チケット未定",
  "history.waiting": "処理待ち",
  "history.this_ticket": "このチケット",
  "history.earlier": "これまでのお問い合わせ",
  "history.timeline": "経過",
};
