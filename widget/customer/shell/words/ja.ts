import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the contact page's shell says, in Japanese. */
export const words: Translated<typeof english> = {
  title: "お問い合わせ",
  close: "閉じる",
  one_moment: "少々お待ちください…",
  incomplete: "ページの一部を読み込めませんでした。もう一度試しています…",
  "leave.title": "通話を終了しますか？",
  "leave.text": "この画面を閉じると、通話が終了します。",
  "leave.end": "終了して閉じる",
  "leave.stay": "通話を続ける",
};

/** Failures by their codes. */
export const failures = {
  unreachable: "サーバーに接続できません。",
  busy: "ただいま混み合っております。もう一度お試しください。",
  unavailable: "ただいまご利用いただけません。しばらくしてからお試しください。",
  internal: "問題が発生しました。しばらくしてからお試しください。",
  not_found: "見つかりませんでした。",
  too_large: "一度に受け付けられる大きさを超えています。",
  forbidden: "この操作はできません。",
  unauthorized: "お問い合わせの有効期限が切れました。もう一度お問い合わせください。",
  session_expired: "お問い合わせの有効期限が切れました。もう一度お問い合わせください。",
  unknown_app: "このページからはお問い合わせいただけません。",
  origin: "このページからはお問い合わせいただけません。",
  closed: "このお問い合わせは終了しています。",
};
