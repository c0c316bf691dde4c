import type { Translated } from "../catalogue";
import type { words as english } from "./en";

/** What is said of interactions and tickets wherever they are shown, in Japanese. */
export const words: Translated<typeof english> = {
  "crm.zendesk": "Zendesk",
  "crm.salesforce": "Salesforce",
  "ticket.word": "{ticket}",
  "state.starting": "開始中",
  "state.ringing": "着信中",
  "state.waiting": "待機中",
  "state.claimed": "応答中",
  "state.dialling": "発信中",
  "state.connected": "通話中",
  "state.wrap_up": "後処理",
  "state.message": "メッセージ",
  "outcome.answered": "応答済み",
  "outcome.abandoned": "応答前に切断",
  "outcome.closed": "営業時間外",
  "outcome.voicemail": "留守番電話",
  "outcome.no-answer": "応答なし",
  "outcome.busy": "話し中",
  "outcome.failed": "接続できず",
  "outcome.cancelled": "取り消し",
  "outcome.ended": "終了",
  "status.break": "休憩",
  "status.lunch": "昼休み",
  "status.meeting": "会議",
  "file.download": "ダウンロード",
  "file.fetching": "取得しています…",
  "time.on_day": "{day} {time}",
};
