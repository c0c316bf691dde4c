import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the box for a number says, in Japanese. */
export const words: Translated<typeof english> = {
  "dial.label": "お客様に電話をかける",
  "dial.number": "電話番号",
  "dial.call": "発信",
  "dial.calling": "発信しています…",
  "dial.no_ticket": "開いている{ticket}がないため、新しい{ticket}に記録されます。",
  "dial.on_ticket": "通話は、開いている{ticket}に記録されます。",
  "dial.on_a_call": "通話中です。電話を切ってから発信してください。",
  "dial.later": "通話中のため、{number}には発信していません。通話が終わるまで番号を残しておきます。",
  "dial.not_called": "別の番号に発信しているため、{number}には発信していません。",
};

/** Failures of this feature by their codes. */
export const failures = {
  bad_number: "発信できる電話番号ではありません。+と国番号から入力してください。",
  "bad_number.no_digits": "電話番号が含まれていません。",
  "bad_number.no_country": "国番号がありません。+と国番号から入力してください。",
  "bad_number.local_only": "市外局番がありません。番号をすべて入力してください。",
  "bad_number.letters": "電話番号に文字が含まれています。数字で入力してください。",
  "bad_number.several": "電話番号が複数あります。1つだけ選んでください。",
  "bad_number.ambiguous": "どの国の番号か判断できません。+と国番号に続けて番号を入力してください。",
  "bad_number.not_dialed": "この形の電話番号はありません。数字を確かめるか、+と国番号から入力してください。",
  no_line: "発信に使う電話番号が設定されていません。",
};
