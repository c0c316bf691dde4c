import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of microphone and speaker, in Japanese. */
export const words: Translated<typeof english> = {
  "sound.set_up": "マイクとスピーカー",
  "sound.microphone": "マイク",
  "sound.speaker": "スピーカー",
  "sound.usual": "システムの設定",
  "sound.level": "マイクの音量",
  "sound.hint": "話してみてください。聞こえるとバーが動きます。",
  "sound.try": "テスト音を鳴らす",
  "sound.done": "完了",
  "sound.allow": "マイクを許可",
  "sound.unasked": "マイクの使用がまだ許可されていません。最初の通話に備えて、今のうちに許可してください。",
  "sound.refused": "マイクの使用がブラウザーで許可されていないため、ここでは電話を受けられません。アドレスバーの横でこのサイトに許可し、ページを再読み込みしてください。",
  "sound.missing": "マイクがないため、ここでは電話を受けられません。ヘッドセットを接続すると、この表示は消えます。",
  "sound.busy": "マイクが応答しません。ほかのアプリが使用している可能性があります。終了するか、別のマイクを選んでください。",
};
