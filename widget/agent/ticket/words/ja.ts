import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of the ticket, in Japanese. */
export const words: Translated<typeof english> = {
  "ticket.searching": "{crm}で該当する{ticket}を探しています…",
  "ticket.keep": "このままにする",
  "ticket.change": "変更",
  "ticket.why": "この{ticket}になった理由",
  "ticket.why_unknown": "このやり取りのために選ばれました。",
  "ticket.looked_at": "確認したもの：",
  "ticket.which": "どの{ticket}の件ですか？",
  "ticket.unclear": "選ぶまでは何も記録されません。",
};
