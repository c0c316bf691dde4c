import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the shell says, in Japanese. */
export const words: Translated<typeof english> = {
  "entrance.no_sign_in": "CRMからサインインしてください",
  "entrance.no_sign_in_text": "本人確認はCRMが行います。ZendeskかSalesforceの中で開いてください。",
  "entrance.refused": "サインインできませんでした",
  "entrance.refused_text": "CRMから利用者の情報が届きませんでした。",
  "entrance.failed": "Desksideを起動できませんでした",
  "entrance.starting": "起動しています…",
  "entrance.starting_again": "{problem} 再試行しています…",
  "entrance.try_again": "再試行",
  "page.reconnecting": "再接続中… 入力内容は保持されます。",
  "page.signed_out": "セッションが終了しました。再読み込みして、サインインしてください。",
  "page.incomplete": "一部を読み込めず、再試行しています。続く場合は再読み込みしてください。",
  "who.verified": "本人確認済み",
  "who.not_verified": "未確認",
  "who.rejected": "署名が無効",
  "packet.issue": "用件",
  "packet.item": "商品",
  "packet.order": "注文",
  "packet.screen": "画面",
  "packet.device": "端末",
  "packet.location": "場所",
  "packet.signed": "自社の署名つき",
  "packet.unsigned": "お客様の端末の情報（未確認）",
  "packet.signed_word": "署名つき",
  "packet.unsigned_word": "未確認",
  "packet.yes": "はい",
  "packet.no": "いいえ",
};
