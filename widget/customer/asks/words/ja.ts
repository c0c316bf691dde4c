import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of what the agent asks, in Japanese. */
export const words: Translated<typeof english> = {
  "asks.title": "担当者からのお願い",
  "asks.sent": "回答を送信しました。",
  "asks.over": "このお願いは終了しました：{label}",
  "asks.who": "{agent}からのお願い：",
  "asks.who_photo": "{agent}から写真のお願い：",
  "asks.who_video": "{agent}から動画のお願い：",
  "asks.who_location": "{agent}から現在地の確認：",
  "asks.who_consent": "{agent}から同意の確認：",
  "asks.take_photo": "写真を撮る",
  "asks.pick_photo": "写真を選ぶ",
  "asks.take_video": "動画を撮る",
  "asks.pick_video": "動画を選ぶ",
  "asks.up_to": "写真は{most}枚まで",
  "asks.arrived": "{most}枚まで、{here}枚届きました。",
  "asks.locate": "現在地を表示する",
  "asks.locating": "現在地を確認しています…",
  "asks.place": "次の内容が送信されます：",
  "asks.near": "{latitude}, {longitude}（誤差{metres} m）",
  "asks.guarded": "取り扱い注意：ご回答が終わるまで通話は録音されず、回答は{agent}だけが確認します。",
  "asks.until": "{time}まで",
  "asks.send": "送信",
  "asks.done": "完了",
  "asks.agree": "同意する",
  "asks.disagree": "同意しない",
  "asks.decline": "入力しない",
};

/** Failures of this feature by their codes. */
export const failures = {
  unknown_ask: "その依頼はありません。",
  ask_over: "この依頼はすでに終了しています。",
  wrong_answer: "別の内容をお願いしています。",
  no_files: "まだ何も届いていません。",
  enough_files: "これ以上お送りいただけません。",
  not_its_file: "このファイルはお願いした内容のものではありません。",
  no_such_place: "その場所はありません。",
  empty_answer: "回答が入力されていません。",
  answer_too_long: "回答が長すぎます。2,000バイト以内にしてください。",
};
