import type { Translated } from "../../words/catalogue";
import type { words as english } from "./en";

/** What is said of writes that stand still, in Japanese. */
export const words: Translated<typeof english> = {
  "choice.all": "このお問い合わせの記録はすべて、選んだ{ticket}に入ります。",
  "choice.all_and_pointer": "このお問い合わせの記録はすべて、選んだ{ticket}に入ります。{ticket} {number}にある記録も移り、そこには案内が残ります。",
  "choice.all_and_maybe_pointer": "このお問い合わせの記録はすべて、選んだ{ticket}に入ります。{ticket} {number}にある記録も移り、まだ書き込める場合はそこに案内が残ります。",
  "choice.candidates": "候補",
  "choice.new": "新しい{ticket}",
  "choice.new_for": "{name}様の新しい{ticket}",
  "choice.number": "{ticket}番号",
  "choice.use": "使う",
  "held.label": "{what}：対応を選ぶ",
  "held.look": "記録される内容を見る",
  "held.retry": "再試行",
  "held.retrying": "再試行しています…",
  "held.elsewhere": "別の{ticket}に送る",
  "held.drop": "見送る",
  "drop.label": "記録を見送る",
  "drop.why": "記録しない理由を入力してください。理由は履歴に残ります。",
  "drop.drop": "記録を見送る",
  "drop.dropping": "処理しています…",
  "drop.keep": "取りやめる",
  "preview.moved": "これは別の{ticket}に書き直されました。本文は新しい記録にあります。",
  "preview.again": "もう一度見る",
  "preview.fetching": "本文を取得しています…",
  "preview.text": "記録される本文",
  "preview.for": "{ticket} {number}に記録される本文：",
  "preview.for_none": "これから決まる{ticket}に記録される本文：",
  "preview.keep": "本文をファイルに保存",
  "file.download_name": "{name}をダウンロード",
};
