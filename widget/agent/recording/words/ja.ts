import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of recording, in Japanese. */
export const words: Translated<typeof english> = {
  "recording.on": "録音中",
  "recording.paused": "録音を一時停止中",
  "recording.pausing": "まだ録音中です…",
  "recording.pause": "録音を一時停止",
  "recording.resume": "録音を再開",
};

/** What the server says of recordings. */
export const own: Readonly<Record<string, string>> = {
  recording_started: "通話の録音を開始しました。",
  recording_announced: "録音することをお客様にお知らせしました。",
  recording_paused: "{agent}さんが録音を一時停止しました。",
  recording_resumed: "{agent}さんが録音を再開しました。",
  recording_finished: "録音がTwilioに用意されました。",
  recording_was_silent: "録音する音声がありませんでした。",
  recording_kept: "録音を取得しました：{file}",
  recording_lost: "録音を取得できませんでした。",
  recording_deleted: "Twilioにある録音を削除しました。",
  "reason.recording_gone": "Twilioに録音がありません。",
  "reason.recording_too_large": "ファイルの上限を超えています。録音はTwilioに残っています。",
  "reason.recording_unlike": "長さがTwilioの情報と一致しません。録音はTwilioに残っています。",
};

/** Failures of this feature by their codes. */
export const failures = {
  not_recorded: "この通話は録音されていません。",
  recording_goes_on: "録音を一時停止できませんでした。まだ録音されている可能性があります。もう一度お試しください。",
};
