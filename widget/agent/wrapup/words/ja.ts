import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the wrap-up says, in Japanese. */
export const words: Translated<typeof english> = {
  "wrap.label": "後処理",
  "wrap.talk_time": "通話時間 {time}",
  "wrap.time": "後処理の経過時間",
  "wrap.written": { other: "{number}に{count}件記録済み" },
  "wrap.waiting": { other: "送信待ち{count}件" },
  "wrap.held": { other: "要対応{count}件" },
  "wrap.ended_by.customer": "お客様が切りました",
  "wrap.ended_by.agent": "自分から切りました",
  "wrap.ended_by.carrier": "回線が切れました",
  "wrap.ended_by.wait": "時間内に応答がありませんでした",
  "wrap.ended_by.hours": "営業時間外の着信でした",
  "wrap.ended_by.voicemail": "留守番電話につながりました",
  "wrap.how": "対応結果",
  "wrap.choose": "選択してください",
  "wrap.note": "対応結果のメモ",
  "wrap.note_placeholder": "お客様との約束など（任意）",
  "wrap.status": "{ticket}のステータス",
  "wrap.status_stays": "変更しない（{status}）",
  "wrap.status_closed": "{status}（クローズ）",
  "wrap.status_unread": "{ticket}のステータスを取得できませんでした。ステータスは変更されません。",
  "wrap.status_again": "再試行",
  "wrap.status_left": "{name}：{reason}",
  "wrap.status_seen": "閉じる",
  "wrap.status_open": "開く",
  "wrap.too_long": "対応結果のメモが長すぎます。最大{bytes}バイトまでです。",
  "wrap.save": "保存",
  "wrap.first": "対応結果を選ぶと保存できます。",
  "wrap.saving": "保存しています…",
  "wrap.change": "変更する",
  "wrap.later": "後で",
  "wrap.saved": "保存しました。まもなく{ticket}に反映されます。",
  "wrap.unsaved": "対応結果のメモ：{problem}",
  "wrap.unsaved_about": "{name}の対応結果のメモ：{problem}",
};

/** What the server says of it. */
export const own: Readonly<Record<string, string>> = {
  "wrap_up_saved.status": "{agent}さんが対応結果を「{disposition}」とし、{ticket}を「{status}」にしました。",
  "write_landed.without": "{item}を{ticket}に記録しました。{reason}",
  "reason.status_changed": "{ticket}のステータスはその間に変更されたため、「{status}」にしませんでした。",
  "reason.status_refused": "CRMがステータス「{status}」を受け付けなかったため、{ticket}のステータスはそのままです。",
  "reason.status_fields": "先に入力が必要な項目があるため、{ticket}のステータスを「{status}」にできませんでした：{fields}",
};

/** Failures of this feature by their codes. */
export const failures = {
  status_of_another_ticket: "対象の{ticket}が変わりました。ステータスを選び直してください。",
  no_ticket: "まだ{ticket}がありません。",
  no_statuses: "このCRMには、選択できるステータスがありません。",
};
