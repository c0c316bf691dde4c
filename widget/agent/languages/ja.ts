import type { Failures } from "../../words/failure";
import { words as shared } from "../../words/ja";
import { words as ringing } from "../ringing/words/ja";
import { words as shell } from "../shell/words/ja";

export const words = { ...shared, ...shell, ...ringing };

export const failures: Failures = {
  unreachable: "サーバーに接続できません。",
  busy: "Desksideが混み合っているため、保存されませんでした。もう一度お試しください。",
  unavailable: "Desksideが記憶領域に接続できません。しばらくしてからお試しください。",
  internal: "サーバーで問題が発生しました。何も変更されていません。",
  not_found: "見つかりませんでした。",
  forbidden: "この操作は許可されていません。",
  unauthorized: "先にサインインしてください。",
  session_expired: "セッションが終了しました。もう一度サインインしてください。",
  sign_in_unavailable: "CRMで本人確認ができません。しばらくしてからお試しください。",
  sign_in_again: "サインインの期限が切れました。ページを再読み込みしてください。",
  not_vouched: "Salesforceで本人確認ができませんでした。ページを再読み込みしてください。",
  host_silent: "CRMのページが応答していません。",
};

export const server = () => import("../../words/server.ja");
