import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the form for a message says, in Japanese. */
export const words: Translated<typeof english> = {
  "message.title": "メッセージを送る",
  "message.label": "メッセージ",
  "message.email": "返信先のメールアドレス",
  "message.no_way": "メールアドレスか電話番号がないと、お返事ができません。",
  "message.send_anyway": "返信なしで送信",
  "message.send": "送信する",
  "message.photos": "写真は送信後に追加できます。",
};

/** Failures of this feature by their codes. */
export const failures = {
  empty_message: "メッセージが入力されていません。",
  too_many_messages: "このやり取りにはこれ以上メッセージをお送りいただけません。",
};
