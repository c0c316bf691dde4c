import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of letting callers join with a browser, in Japanese. */
export const words: Translated<typeof english> = {
  "join.title": "お客様のブラウザー",
  "join.let": "ブラウザーで参加してもらう",
  "join.read": "お客様にお伝えください：「ブラウザーで{address}を開き、このコードを入力してください。」",
  "join.left": "有効期限まで{time}",
  "join.over": "コードの有効期限が切れました。",
  "join.link": "リンク",
  "join.copy": "リンクをコピー",
  "join.copied": "コピーしました",
  "join.scan": "QRコード",
  "join.scan_label": "リンクのQRコード",
  "join.fresh": "新しいコード",
  "join.hide": "閉じる",
  "join.joined": "お客様のブラウザーが参加しました：{device}",
  "join.texted": "{number}にリンクを送信しました。",
  "join.text": "リンクをSMSで送る",
  "join.another": "別のブラウザー",
  "join.out": "退出させる",
  "join.out_name": "お客様のブラウザーではないため退出させる",
};

/** What the server says of it. */
export const own: Readonly<Record<string, string>> = {
  "join_code_made.shown": "{agent}さんがお客様のブラウザー用の参加コードを作成しました。",
  "join_code_made.told": "メニューがお客様にブラウザーで参加するためのコードを案内しました。",
  "join_code_made.texted": "ブラウザーで参加するためのリンクを{number}に送信しました。",
  "browser_joined.code": "お客様のブラウザーがコードで参加しました：{device}",
  "browser_joined.link": "お客様のブラウザーがリンクで参加しました：{device}",
  "browser_joined.qr": "お客様のブラウザーがQRコードで参加しました：{device}",
  browser_put_out: "{agent}さんが参加したブラウザーを退出させました。",
};

/** Failures of this feature by their codes. */
export const failures = {
  joins_not: "お客様はすでにページを開いているか、電話中ではありません。",
  too_many_join_codes: "この通話ではこれ以上コードを作成できません。",
};
