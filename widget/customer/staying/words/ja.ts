import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said to a customer who does something else while they talk, in Japanese. */
export const words: Translated<typeof english> = {
  "leave.title": "通話を終了しますか？",
  "leave.text": "この画面を閉じると、通話が終了します。",
  "leave.end": "終了して閉じる",
  "leave.stay": "通話を続ける",
  "stay.resumed": "ページが再読み込みされたため、通話の音声が切れました。",
  "stay.again": "もう一度電話する",
  "stay.minimise": "最小化",
  "stay.minimise_long": "最小化して通話を続ける",
  "stay.open": "開く",
  "stay.on_a_call": "通話中",
  "stay.in_line": "お待ちいただいています",
};
