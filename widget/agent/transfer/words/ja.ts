import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of calls that are passed on, in Japanese. */
export const words: Translated<typeof english> = {
  "transfer.transfer": "転送",
  "transfer.to": "転送先",
  "transfer.looking": "転送先を確認しています…",
  "transfer.choose": "選択してください…",
  "transfer.colleagues": "同僚",
  "transfer.queues": "キュー",
  "transfer.colleague": "{agent}（{state}）",
  "transfer.available": "待機中",
  "transfer.away": "離席中",
  "transfer.busy": "通話中",
  "transfer.wrap_up": "後処理中",
  "transfer.unreachable": "接続なし",
  "transfer.empty": "担当者なし",
  "transfer.closed": "時間外",
  "transfer.note": "引き継ぎのメモ",
  "transfer.send": "転送する",
  "transfer.sending": "転送しています…",
  "transfer.first": "先に相談する",
  "transfer.on": "{to}に転送しています…お客様には音楽が流れています。",
  "transfer.asking": "{to}に相談を申し込んでいます…お客様には音楽が流れています。",
  "transfer.coming": "{agent}さんが応答し、接続しています…",
  "transfer.take_back": "転送を取り消す",
  "transfer.leave": "電話を切っても、呼び出しは続きます。",
  "transfer.declined": "{to}が転送を拒否しました。お客様との通話に戻りました。",
  "transfer.unanswered": "{to}：応答がありませんでした。お客様との通話に戻りました。",
  "transfer.left": "{agent}が通話から抜けました。お客様との通話に戻りました。",
  "transfer.done": "{agent}が{name}との通話を引き継ぎました。",
  "transfer.taken_back": "{agent}が{name}との通話の転送を取り消しました。",
};

/** What the server says of them. */
export const own: Readonly<Record<string, string>> = {
  transfer_begun: "{agent}さんが通話を{to}に転送しました。",
  "transfer_ended.accepted": "{agent}さんが通話を引き継ぎました。",
  "transfer_ended.declined": "{agent}さんが転送を拒否しました。",
  "transfer_ended.unanswered": "転送に応答がありませんでした。",
  "transfer_ended.taken_back": "転送が取り消されました。",
};

/** Failures of this feature by their codes. */
export const failures = {
  transfer_on: "この通話はすでに転送中です。",
  transfer_to_self: "ご自身の通話です。別の転送先を選んでください。",
  transfer_to_another: "この通話は別の担当者に転送されています。",
  transfer_nowhere: "転送先を選んでください。",
  transfer_note_too_long: "引き継ぎのメモが長すぎます。一、二文にまとめてください。",
  unknown_colleague: "この担当者は最近サインインしていません。",
  colleague_unavailable: "この担当者は今、電話に出られません。別の担当者かキューを選んでください。",
  unknown_queue: "そのようなキューはありません。",
  queue_closed: "このキューは営業時間外です。",
  queue_empty: "このキューの電話に出られる人がいません。",
};
