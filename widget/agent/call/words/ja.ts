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
  "call.signal_good": "音声：良好",
  "call.signal_poor": "音声：不安定",
  "call.signal_none": "音声：切断",
  "call.signal_lost": "接続が切れたため、再接続しています。",
  "call.signal_loss": "音声の一部が届いていません。有線接続や、すいているネットワークをお試しください。",
  "call.signal_delay": "音声が遅れて届いています。間をおいて話してください。",
  "call.signal_silence": "マイクの音が聞こえません。ヘッドセットのスイッチを確認してください。",
};
