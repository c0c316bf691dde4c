import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of a customer's files, in Japanese. */
export const words: Translated<typeof english> = {
  "photo.label": "写真",
  "photo.enlarge": "{name}を拡大",
  "photo.alt": "お客様からの写真：{name}",
  "photo.loading": "読み込み中…",
  "photo.load_again": "{problem} もう一度読み込む",
  "photo.close": "閉じる",
  "file.download_again": "もう一度ダウンロード（{problem}）",
};
