import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of the agent's own presence, in Japanese. */
export const words: Translated<typeof english> = {
  "live.connecting": "接続しています…",
  "live.live": "待機中",
  "live.reconnecting": "再接続しています…",
  "live.signed_out": "サインアウト済み",
  "status.yours": "現在のステータス：",
  "status.choose": "ステータス",
  "status.after": "この対応の後",
  "status.sign_out": "サインアウト",
  "status.then": "この後：{status}",
  "status.away": "離席中",
  "status.away_because": "離席中・{reason}",
  "status.unreachable": "着信不可：タブが停止していました",
  "status.on_a_call": "通話中です",
  "status.ready": "待機中です。着信はここに表示されます",
  "status.disconnected": "接続が回復すると、着信は再びここに表示されます。",
  "status.calls_elsewhere": "離席中です。着信はほかの担当者に届きます",
  "missed.title": { other: "受けられなかった着信 {count}件" },
  "missed.away": "離席中でした",
  "missed.away_because": "離席中でした（{reason}）",
  "missed.busy": "別の通話中でした",
  "missed.wrap_up": "後処理中でした",
  "missed.turn_over": "応答がなかったため、ほかの担当者に回りました",
  "missed.tab_frozen": "ブラウザーがこのタブを停止していました",
  "missed.not_connected": "ウィジェットが接続されていませんでした",
  "missed.declined": "辞退しました",
  "missed.taken": "{agent}が先に応答しました",
  "missed.expired": "呼び出しましたが、誰も応答しませんでした",
  "missed.told": "{who}の着信は鳴りませんでした：{why}",
};
