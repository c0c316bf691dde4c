import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said to somebody on the phone whose browser joins the call, in Japanese. */
export const words: Translated<typeof english> = {
  "join.title": "通話に参加",
  "join.why": "お電話を続けながら、このページで写真を送ったり、担当者からのお願いに答えたりできます。",
  "join.code": "お伝えした6桁の数字",
  "join.go": "通話に参加する",
  "join.busy": "少々お待ちください…",
  "join.in": "参加しました",
  "join.in_text": "お電話はそのままお待ちください。担当者が応答すると、このページもつながります。",
  "join.connected": "お電話中です",
  "join.connected_named": "{agent}とお電話中です",
  "join.connected_text": "お電話はそのままお続けください。担当者からのお願いはここに表示されます。",
  "join.on_hold": "保留中です",
  "join.on_hold_text": "お電話はそのままお待ちください。担当者が戻るまで音楽が流れます。",
  "join.ended": "通話が終了しました",
  "join.ended_text": "このページは閉じていただいて構いません。",
  "join.reference": "受付番号：",
  "join.lost": "接続が切れました。再接続しています…",
  "join.said": "{title}。{text}",
};

/** Failures of this feature by their codes. */
export const failures = {
  wrong_code: "コードが正しくないか、すでに無効です。お電話で新しいコードをお尋ねください。",
  too_many_tries: "お使いのネットワークから誤ったコードが何度も入力されました。お電話でリンクをお尋ねになるか、しばらくお待ちください。",
};
