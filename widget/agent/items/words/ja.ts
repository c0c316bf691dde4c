import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of all that goes into the ticket, in Japanese. */
export const words: Translated<typeof english> = {
  "items.label": "{ticket}への記録",
  "items.retry_all": { other: "{count}件すべて再試行" },
  "items.by": "{author}、{time}",
  "items.by_customer": "お客様、{time}",
  "items.pointer": "この件の現在の場所を、読む人に知らせます。",
  "items.saving": "保存しています…",
  "items.not_saved": "保存できませんでした：{problem}",
  "items.edit": "編集する",
  "delivery.landed": "{time}に{crm}へ記録済み",
  "delivery.held": "要対応（{time}から）：{reason}",
  "delivery.held_plain": "要対応（{time}から）：{crm}が受け付けませんでした",
  "delivery.dropped": "記録しません：{reason}",
  "delivery.dropped_plain": "記録しません：担当者が見送りました",
  "delivery.waiting": "待機中：{reason}",
  "delivery.waiting_until": "{time}まで待機中：{reason}",
  "delivery.waiting_plain": "待機中：{crm}へ送信しています",
  "delivery.waiting_plain_until": "{time}まで待機中：{crm}へ送信します",
  "items.file_removed": "ここからは削除されました（{time}）。{ticket}にあります。",
  "items.file_removed_dropped": "ここからは削除されました（{time}）。",
};
