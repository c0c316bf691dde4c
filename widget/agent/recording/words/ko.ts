import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What is said of recording, in Korean. */
export const words: Translated<typeof english> = {
  "recording.on": "녹음 중",
  "recording.paused": "녹음 일시 중지됨",
  "recording.pausing": "아직 녹음 중…",
  "recording.pause": "녹음 일시 중지",
  "recording.resume": "녹음 다시 시작",
};

/** What the server says of recordings. */
export const own: Readonly<Record<string, string>> = {
  recording_started: "통화 녹음을 시작했습니다.",
  recording_announced: "통화가 녹음된다고 고객에게 안내했습니다.",
  recording_paused: "{agent}님이 녹음을 일시 중지했습니다.",
  recording_resumed: "{agent}님이 녹음을 다시 시작했습니다.",
  recording_finished: "녹음이 Twilio에 준비되었습니다.",
  recording_was_silent: "녹음할 소리가 없었습니다.",
  recording_kept: "녹음을 가져왔습니다: {file}",
  recording_lost: "녹음을 가져오지 못했습니다.",
  recording_deleted: "Twilio에 있던 녹음을 삭제했습니다.",
  "reason.recording_gone": "Twilio에 녹음이 없습니다.",
  "reason.recording_too_large": "파일 크기 제한을 넘습니다. 녹음은 Twilio에 남아 있습니다.",
  "reason.recording_unlike": "길이가 Twilio의 정보와 다릅니다. 녹음은 Twilio에 남아 있습니다.",
};

/** Failures of this feature by their codes. */
export const failures = {
  not_recorded: "이 통화는 녹음되고 있지 않습니다.",
  recording_goes_on: "녹음을 일시 중지하지 못했습니다. 아직 녹음되고 있을 수 있습니다. 다시 시도해 주세요.",
};
