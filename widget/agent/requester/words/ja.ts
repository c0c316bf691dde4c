import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of who the customer is, in Japanese. */
export const words: Translated<typeof english> = {
  "requester.nobody": "{crm}にはこのお客様の情報がありません。",
  "requester.is": "{crm}：{name}",
  "requester.who": "お客様を指定",
  "requester.other": "別の人を指定",
  "requester.close": "閉じる",
  "requester.search_for": "名前・メール・電話・注文番号",
  "requester.search": "検索",
  "requester.found": { other: "{count}人見つかりました" },
  "requester.none": "見つかりませんでした。",
  "requester.wrote": "{ticket} {number}より",
  "requester.new_ticket": "この{ticket}は別の方のものとして残り、選んだ方には新しい{ticket}が作られます。",
  "requester.create": "新しいお客様",
  "requester.name": "名前",
  "requester.email": "メール",
  "requester.phone": "電話番号",
  "requester.reach": "メールか電話番号が必要です。",
  "requester.save": "作成して指定",
};

/** What the server says of it. */
export const own: Readonly<Record<string, string>> = {
  requester_chosen: "{agent}さんがお客様を{name}さんと指定しました。",
  "item.requester": "お客様の指定",
  "reason.requester_not_taken": "CRMが{name}さんをこの{ticket}の依頼者として受け付けませんでした。",
  "reason.person_exists": "このアドレスまたは番号は、別の方がすでに使っています。",
  "reason.person_unreachable": "アドレスも番号もない方には返信できません。",
};

/** Failures of this feature by their codes. */
export const failures = {
  requester_unknown: "CRMにその方は登録されていません。",
  ticket_of_another: "この{ticket}は別の方のものです。このお客様には新しい{ticket}を作成してください。",
  person_exists: "このアドレスまたは番号は、CRMで別の方に登録されています。検索してお選びください。",
  person_refused: "CRMがこの方の登録を受け付けませんでした。",
  no_people: "このCRMには、選択できるお客様がいません。",
};
