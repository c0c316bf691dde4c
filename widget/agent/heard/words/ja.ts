import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said aloud of changes that can be seen, in Japanese. */
export const words: Translated<typeof english> = {
  "heard.connected": "{name}につながりました。",
  "heard.ended.customer": "{name}が切りました。",
  "heard.ended.agent": "自分から切りました。",
  "heard.ended.carrier": "回線が切れました。",
  "heard.ended.wait": "お待ちの時間が上限に達し、通話が終了しました。",
  "heard.ended.hours": "営業時間外の着信でした。",
  "heard.ended.voicemail": "留守番電話につながりました。",
  "heard.on_hold": "{name}を保留にしました。音楽が流れています。",
  "heard.off_hold": "{name}の保留を解除しました。",
  "heard.file": "お客様から{name}が届きました。",
  "heard.note": "メモを保存しました。",
  "heard.others_note": "{agent}がメモを書きました。",
  "heard.landed_one": "{what}は{crm}に記録されました。",
  "heard.landed": { other: "{count}件が{crm}に記録されました。" },
  "heard.held": "{what}は対応が必要です。{reason}",
  "heard.about": "{name}：{what}",
  "heard.ticket": "{ticket} {number}。",
  "heard.which": "どの{ticket}にしますか。選択してください。",
  "heard.answer": "{label}：{text}",
  "heard.given": "{label}：回答がありました。",
  "heard.no_answer": "{label}：回答はありませんでした。",
};
