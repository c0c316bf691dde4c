import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of earlier interactions, in Japanese. */
export const words: Translated<typeof english> = {
  "history.needs": "要対応",
  "history.recent": "最近",
  "history.nothing": "まだ何もありません。電話とメッセージがここに表示されます。",
  "history.on_ticket": "この{ticket}",
  "history.nothing_on_ticket": "この{ticket}には、まだ電話もメッセージもありません。",
  "history.message": "メッセージ",
  "history.incoming": "電話",
  "history.outgoing": "発信",
  "history.which": "{ticket}未定",
  "history.waiting": "処理待ち",
  "history.this_ticket": "この{ticket}",
  "history.earlier": "これまでのお問い合わせ",
  "history.timeline": "経過",
};
