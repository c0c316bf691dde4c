import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said where contacts are looked up, in Japanese. */
export const words: Translated<typeof english> = {
  "lookup.label": "名前、電話番号、メール、注文番号、{ticket}でお問い合わせを探す",
  "lookup.hint": "名前・電話番号・{ticket}",
  "lookup.when": "日付",
  "lookup.any": "すべての日",
  "lookup.today": "今日",
  "lookup.yesterday": "昨日",
  "lookup.week": "過去7日間",
  "lookup.found": "検索結果",
  "lookup.none": "見つかりませんでした。",
  "lookup.count": { other: "{count}件見つかりました。" },
  "lookup.many": "新しい順に{count}件を表示しています。",
  "lookup.older": "さらに古いものを表示",
  "lookup.kept": { other: "対応の記録は終了後{count}日間ここに保存されます。それより前のものは{ticket}にあります。" },
  "lookup.looking": "検索しています…",
};
