import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said while a customer waits, talks and leaves, in Japanese. */
export const words: Translated<typeof english> = {
  "talk.sending": "送信しています…",
  "talk.thanks": "ありがとうございます",
  "talk.arrived": "メッセージを受け付けました。担当者よりご連絡いたします。",
  "talk.arrived_only": "メッセージが届きました。連絡先がないため、お返事はできません。",
  "talk.calling": "発信しています…",
  "talk.connecting": "おつなぎしています。",
  "talk.waiting": "担当者におつなぎします",
  "talk.in_line": "順番におつなぎします。",
  "talk.nobody_came": "おつなぎできませんでした",
  "talk.nobody_came_text": "申し訳ございません。メッセージを残していただければ、担当者に届きます。",
  "talk.left": "通話を終了しました",
  "talk.left_text": "まだ担当者につながっていませんでした。",
  "talk.answering": "担当者が応答しています",
  "talk.answering_named": "{agent}が応答しています",
  "talk.moment": "少々お待ちください。",
  "talk.connected": "つながりました",
  "talk.connected_named": "{agent}が承ります",
  "talk.on_hold": "保留中です",
  "talk.on_hold_text": "担当者が戻るまで音楽が流れます。",
  "talk.photos": "通話しながら写真をお送りいただけます。",
  "talk.ended": "通話が終了しました",
  "talk.bye": "お電話ありがとうございました。ほかにご用がありましたら、ここからもう一度お問い合わせください。",
  "talk.reference": "受付番号：",
  "talk.said": "{title}。{text}",
  "talk.lost": "接続が切れました。再接続しています…",
  "talk.again": "もう一度電話する",
  "talk.hang_up": "電話を切る",
  "talk.cancel": "発信を取り消す",
  "talk.time": "通話時間",
  "talk.no_sound": "通話の音声が切断されました。",
  "talk.trying": "{problem}もう一度試しています…",
};

/** Failures of this feature by their codes. */
export const failures = {
  no_voice: "このブラウザーでは、通話をご利用いただけません。",
  microphone_refused: "マイクの使用が許可されていません。ブラウザーで許可してから、もう一度お電話ください。",
  microphone_busy: "マイクが応答しません。ほかのアプリを終了してから、もう一度お電話ください。",
  microphone_missing: "マイクが見つかりません。接続してから、もう一度お電話ください。",
  voice_unreachable: "音声を接続できませんでした。",
  voice_refused: "音声を接続できませんでした。",
};
