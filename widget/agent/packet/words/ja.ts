import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of all that a packet holds, in Japanese. */
export const words: Translated<typeof english> = {
  "packet.all": "すべての情報",
  "packet.rejected": "署名が無効でした。ここにある情報は確認されていません。",
  "packet.rejected_because": "署名が無効でした：{problem} ここにある情報は確認されていません。",
  "packet.nothing": "このお客様についての情報はまだありません。",
};
