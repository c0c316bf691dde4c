import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of asks, in Japanese. */
export const words: Translated<typeof english> = {
  "asks.title": "お客様に入力を依頼",
  "asks.label": "お客様にお願いする内容",
  "asks.placeholder": "例：追跡番号",
  "asks.ask": "依頼",
  "asks.withdraw": "取り消す",
  "asks.withdraw_name": "取り消す：{label}",
  "asks.open": "お客様の入力待ち",
  "asks.answered": "お客様の回答：",
  "asks.declined": "お客様は入力を辞退しました。",
  "asks.withdrawn": "取り消しました。",
  "asks.expired": "時間内に入力がありませんでした。",
  "asks.failed": "お客様のページで実行できませんでした。",
};

/** What the server says of asks. */
export const own: Readonly<Record<string, string>> = {
  ask_made: "{agent}さんがお客様に入力を依頼しました：{label}",
  ask_answered: "お客様が依頼に回答しました。",
  ask_declined: "お客様が依頼を辞退しました。",
  ask_withdrawn: "依頼が取り消されました。",
  ask_expired: "依頼に時間内の回答がありませんでした。",
  ask_failed: "お客様のページで依頼を実行できませんでした。",
};

/** Failures of this feature by their codes. */
export const failures = {
  no_page: "お客様はここで表示できるページを開いていません。電話中であれば、先にブラウザーで参加してもらってください。",
  unknown_ask: "その依頼はありません。",
  empty_label: "何を入力していただくか書いてください。",
  label_too_long: "依頼が長すぎます。200バイト以内にしてください。",
  too_many_asks: "お客様への依頼が多すぎます。先の回答をお待ちください。",
  ask_over: "この依頼はすでに終了しています。",
};
