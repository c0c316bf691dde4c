import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the contact page's shell says, in Japanese. */
export const words: Translated<typeof english> = {
  title: "お問い合わせ",
  close: "閉じる",
  one_moment: "少々お待ちください…",
  incomplete: "一部を読み込めず、再試行しています…",
};

/** Failures by their codes. */
export const failures = {
  unreachable: "サーバーに接続できません。",
  busy: "混み合っております。もう一度お試しください。",
  unavailable: "ただいまご利用いただけません。しばらくしてからお試しください。",
  internal: "問題が発生しました。しばらくしてからお試しください。",
  not_found: "見つかりませんでした。",
  too_large: "大きすぎます。",
  forbidden: "この操作はできません。",
  unauthorized: "お問い合わせの有効期限が切れました。もう一度お問い合わせください。",
  session_expired: "お問い合わせの有効期限が切れました。もう一度お問い合わせください。",
  unknown_app: "このページからはお問い合わせいただけません。",
  origin: "このページからはお問い合わせいただけません。",
  closed: "このお問い合わせは終了しています。",
  contact_taken: "もう一度お問い合わせください。",
};
