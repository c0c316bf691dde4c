import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of who was on the line, in Japanese. */
export const words: Translated<typeof english> = {
  "legs.title": "通話の参加者",
  "legs.waited": "応答待ち",
  "legs.alone": "お客様だけの待ち時間",
  "legs.from_to": "{from}～{to}",
  "legs.since": "{from}から",
  "legs.lost": "接続が切れました",
  "legs.consulted": "相談を受けました",
};
