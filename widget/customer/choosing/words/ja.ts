import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said while a customer chooses, in Japanese. */
export const words: Translated<typeof english> = {
  "steps.label": "手順",
  "steps.back": "戻る",
  "choose.first": "どのようなご用件でしょうか？",
  "choose.more": "もう少し詳しくお聞かせください",
  "choose.how": "ご連絡方法をお選びください",
  "choose.call": "今すぐ電話する",
  "choose.message": "メッセージを送る",
  "choose.free": "通話はブラウザーで行います。通話料はかかりません。",
  "who.name": "お名前",
  "who.phone": "お電話番号",
  "who.optional": "（任意）",
  "where.shared": "次の位置情報をお伝えします：{location}",
  "where.stop": "伝えない",
  "where.finding": "位置情報を確認しています…",
  "where.share": "位置情報を伝える",
  "where.cannot": "このブラウザーでは位置情報を確認できません。",
  "where.refused": "ブラウザーの設定により、位置情報は共有されません。",
  "where.unknown": "位置情報を確認できませんでした。",
};
