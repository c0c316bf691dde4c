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
};
