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

/** Failures of this feature by their codes, and of whatever begins a contact: it is here before anybody can. */
export const failures = {
  empty_message: "メッセージが入力されていません。",
  too_many_messages: "このやり取りにはこれ以上メッセージをお送りいただけません。",
  packet_required: "ログインしてから、もう一度お問い合わせください。",
  challenge_required: "ページ上で確認を済ませてから、もう一度お問い合わせください。",
  too_many_contacts: "お問い合わせが混み合っております。しばらくしてからお試しください。",
};
