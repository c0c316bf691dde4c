import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What a ringing call says, in Japanese. */
export const words: Translated<typeof english> = {
  "ring.incoming": "{name}から着信",
  "ring.incoming_about": "{name}から着信：{issue}",
  "ring.rings": { other: "着信{count}件" },
  "ring.also": "ほかの着信",
  "ring.more": { other: "ほかに{count}件の着信：{names}" },
  "ring.waiting": "待ち時間",
  "ring.accept": "応答",
  "ring.accepting": "応答しています…",
  "ring.decline": "辞退",
  "ring.queue": "キュー {queue}",
  "ring.line": "回線 {line}",
  "ring.from": "{app}から",
  "ring.call": "電話",
  "ring.answered_by_you": "{name}からの電話には、別のウィンドウで応答済みです。",
  "ring.answered_by": "{name}からの電話には、{agent}が応答しました。",
  "ring.hung_up": "{name}が電話を切りました。",
  "ring.silence": "着信音を消す",
  "ring.silenced": "着信音はオフです",
  "ring.sound_off": "音がオフです。クリックするとオンになります",
  "ring.notify": "着信時に通知を表示する",
  "ring.title": "Deskside",
  "ring.on_a_call": "通話中",
};
