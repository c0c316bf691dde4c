import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of the customer's files, in Japanese. */
export const words: Translated<typeof english> = {
  "files.label": "写真とファイル",
  "files.send": "写真を送る",
  "files.drop": "またはファイルをここにドロップ",
  "files.sending_name": "{name}を送信しています",
  "files.sent_name": "{name}を送信しました。",
  "files.problem_name": "{name}：{problem}",
  "files.dismiss": "{name}を一覧から消す",
  "files.arriving": "まもなく完了します…",
  "files.sending": "送信中 {percent} %",
  "files.retrying": "まだ送信できていません。もう一度試しています。{problem}",
  "files.sent": "送信済み（{size}）",
  "files.empty": "このファイルは空です。",
  "files.too_large": "ファイルが大きすぎます。お送りいただけるのは{size}までです。",
  "files.wrong_type": "この形式のファイルはお送りいただけません。写真またはPDFをお送りください。",
};

/** Failures of this feature by their codes. */
export const failures = {
  overtaken: "別の接続でファイルを送信しています。",
  wrong_offset: "続きから送信します。",
  broke_off: "送信が途切れました。続きから送信します。",
  stalled: "送信が止まりました。続きから送信します。",
  too_slow: "送信が途切れました。続きから送信します。",
  empty_file: "このファイルは空です。",
  file_too_large: "ファイルが大きすぎます。",
  type_not_allowed: "この形式のファイルはお送りいただけません。",
  type_mismatch: "ファイルの内容が名前と一致しません。元のファイルをお送りください。",
  wrong_file: "お願いした種類のファイルではありません。",
  storage_full: "ただいまファイルを受け付けられません。しばらくしてからお試しください。",
  longer_than_announced: "ファイルの大きさが一致しませんでした。もう一度お送りください。",
  other_file: "同じ番号で別のファイルを送信しています。",
  files_too_large: "これ以上ファイルをお送りいただけません。",
  too_many_files: "これ以上ファイルをお送りいただけません。",
  too_many_items: "これ以上ファイルをお送りいただけません。",
  too_many_uploads: "同時に送信できる数を超えています。ほかの送信が終わってからお試しください。",
  upload_busy: "先に送られた部分を受信しています。少々お待ちください。",
};
