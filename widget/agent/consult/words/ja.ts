import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said while a colleague is consulted, in Japanese. */
export const words: Translated<typeof english> = {
  "consult.two": "{agent}と通話中です。お客様には音楽が流れています。",
  "consult.asked": "{agent}からの相談です。お客様には音楽が流れています。",
  "consult.three": "三者通話中：あなた、{agent}、お客様",
  "consult.complete": "今すぐ引き継ぐ",
  "consult.to_three": "三者で話す",
  "consult.to_two": "お客様を保留にする",
  "consult.back": "お客様との通話に戻る",
  "consult.yours": "{name}との通話を引き継ぎました。",
  "consult.brief": "引き継ぎ",
  "consult.asks": "{agent}から、この通話について相談があります。",
  "consult.from": "{agent}から、あなたに転送されています。",
  "consult.from_to_other": "{agent}から、{to}に転送されています。",
};

/** What the server says of them. */
export const own: Readonly<Record<string, string>> = {
  "transfer_begun.warm": "{agent}さんが{to}に相談してから通話を転送します。",
  colleague_joined: "{agent}さんが相談のため通話に加わりました。",
  colleague_left: "{agent}さんが通話から抜けました。",
  "transfer_ended.left": "通話は転送されませんでした。",
};

/** Failures of this feature by their codes. */
export const failures = {
  colleague_not_there: "相談相手の担当者が通話に参加していません。",
};
