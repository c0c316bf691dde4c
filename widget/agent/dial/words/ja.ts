import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the box for a number says, in Japanese. */
export const words: Translated<typeof english> = {
  "dial.label": "お客様に電話をかける",
  "dial.number": "電話番号",
  "dial.call": "発信",
  "dial.calling": "発信しています…",
  "dial.no_ticket": "開いているチケットがないため、新しいチケットに記録されます。",
  "dial.on_ticket": "通話は、開いているチケットに記録されます。",
};

/** Failures of this feature by their codes. */
export const failures = {
  bad_number: "発信できる電話番号ではありません。+と国番号から入力してください。",
  no_line: "発信に使う電話番号が設定されていません。",
};
