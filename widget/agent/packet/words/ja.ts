import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of all that a packet holds, in Japanese. */
export const words: Translated<typeof english> = {
  "label.name": "名前",
  "label.email": "メール",
  "label.phone": "電話番号",
  "label.customer_number": "お客様番号",
  "label.typed_name": "入力された名前",
  "label.typed_email": "入力されたメール",
  "label.typed_phone": "入力された電話番号",
  "label.device": "端末",
  "label.time_zone": "タイムゾーン",
  "label.location": "位置情報",
  "label.page_url": "ページのアドレス",
  "label.page_title": "ページ",
  "label.menu": "メニューでの選択",
  "label.language": "言語",
  "label.screen_size": "画面サイズ",
  "label.item": "表示中の商品",
  "label.item_id": "商品番号",
  "label.item_url": "商品のアドレス",
  "packet.all": "すべての情報",
  "packet.rejected": "署名が無効でした。ここにある情報は確認されていません。",
  "packet.rejected_because": "署名が無効でした：{problem} ここにある情報は確認されていません。",
  "packet.nothing": "このお客様についての情報はまだありません。",
};
