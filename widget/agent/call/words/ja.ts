import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the call's bar says, in Japanese. */
export const words: Translated<typeof english> = {
  "call.label": "通話",
  "call.on": "通話中",
  "call.dialling": "発信しています…",
  "call.connecting_customer": "お客様につないでいます…",
  "call.connecting": "接続しています…",
  "call.others": "{agent}：{state}",
  "call.talk_time": "通話時間",
  "call.hang_up": "電話を切る",
  "call.hanging_up": "切断しています…",
  "call.elsewhere": "この通話の音声は、別のウィンドウで流れています。",
  "call.voice_ended": "このページの音声が途切れました。理由を確認しています…",
  "call.mute": "ミュート",
  "call.hold": "保留",
  "call.on_hold": "保留中",
  "call.keypad": "キーパッド",
  "call.pressed": "入力：{keys}",
  "call.signal_good": "音声：良好",
  "call.signal_poor": "音声：不安定",
  "call.signal_none": "音声：切断",
  "call.signal_lost": "接続が切れたため、再接続しています。",
  "call.signal_loss": "音声の一部が届いていません。有線接続や、すいているネットワークをお試しください。",
  "call.signal_delay": "音声が遅れて届いています。間をおいて話してください。",
  "call.signal_silence": "マイクの音が聞こえません。ヘッドセットのスイッチを確認してください。",
};

/** What the server says of talking. */
export const own: Readonly<Record<string, string>> = {
  customer_put_on_hold: "{agent}さんがお客様を保留にしました。",
  customer_taken_off_hold: "{agent}さんが保留を解除しました。",
};

/** Failures of this feature by their codes. */
export const failures = {
  not_connected: "まだお客様とつながっていません。",
  not_your_call: "この操作ができるのは、通話中の担当者だけです。",
  bad_keys: "使えるキーは0～9、＊、＃だけです。",
};
