import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of asks, in Japanese. */
export const words: Translated<typeof english> = {
  "asks.title": "お客様に入力を依頼",
  "asks.type": "依頼の種類",
  "asks.text": "文字",
  "asks.photo": "写真",
  "asks.video": "動画",
  "asks.location": "現在地",
  "asks.consent": "同意",
  "asks.photo_example": "例：壊れた部分",
  "asks.video_example": "例：異音の様子",
  "asks.location_example": "例：配達のため",
  "asks.consent_example": "同意していただく文",
  "asks.a_photo": "現物の写真",
  "asks.a_video": "現物の短い動画",
  "asks.a_place": "いまいらっしゃる場所",
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
  "asks.agreed": "お客様が同意しました。",
  "asks.given": "お客様から届きました：",
  "asks.files": { other: "ファイル{count}件" },
  "asks.late": { other: "終了後に届いたファイル{count}件" },
  "asks.sensitive": "取り扱い注意",
  "asks.kept": "回答済み（{ticket}には記録されません）",
  "asks.reveal": "回答を表示",
  "asks.where": "{latitude}, {longitude}（誤差{metres} m）",
};

/** What the server says of asks. */
export const own: Readonly<Record<string, string>> = {
  ask_made: "{agent}さんがお客様に入力を依頼しました：{label}",
  ask_answered: "お客様が依頼に回答しました。",
  ask_declined: "お客様が依頼を辞退しました。",
  ask_withdrawn: "依頼が取り消されました。",
  ask_expired: "依頼に時間内の回答がありませんでした。",
  ask_failed: "お客様のページで依頼を実行できませんでした。",
  "reason.location_denied": "お客様のブラウザーで位置情報が許可されていません。",
  "reason.location_unavailable": "お客様のブラウザーで現在地がわかりません。",
  "reason.location_timeout": "お客様のブラウザーが時間内に現在地を取得できませんでした。",
  "reason.unknown_ask": "お客様が開いているページは、この種類の依頼に対応していません。",
};

/** Failures of this feature by their codes. */
export const failures = {
  no_page: "お客様のページがありません。電話中なら、先にブラウザーで参加してもらってください。",
  unknown_ask: "その依頼はありません。",
  not_sensitive: "この種類の依頼は記録から外せません。",
  not_your_ask: "回答を見られるのは依頼した担当者だけです。",
  nothing_given: "まだ回答がありません。",
  sensitive_ask: "取り扱い注意の依頼が終わると、録音は自動的に再開されます。",
  empty_label: "何を入力していただくか書いてください。",
  label_too_long: "依頼が長すぎます。短くしてください。",
  too_many_asks: "お客様への依頼が多すぎます。先の回答をお待ちください。",
  ask_over: "この依頼はすでに終了しています。",
};
