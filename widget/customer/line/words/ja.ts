import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said to a customer whom nobody has answered yet, in Japanese. */
export const words: Translated<typeof english> = {
  "line.closed": "ただいま営業時間外です。メッセージを残してください。",
  "line.nobody": "ただいま担当者が席を外しています",
  "line.nobody_text": "このままお待ちいただければ、担当者が戻りしだいおつなぎします。",
  "line.said": "{title}。{text}",
  "line.next": "次におつなぎします。",
  "line.place": "お待ちの順番は{place}番目です。",
  "line.waited": "お待ちの時間 {time}",
  "line.waited_label": "お待ちの時間",
  "line.instead": "代わりにメッセージを残す",
  "line.leave": "メッセージを残す",
  "line.send_instead": "送信して待つのをやめる",
  "line.send": "送信する",
  "line.reach": "返信先（メールまたは電話番号）",
  "line.answer_to": "返信先：{reach}",
  "line.no_way": "返信先がないと、お返事ができません。このまま送る場合は、もう一度送信してください。",
  "line.sending": "送信しています…",
};
