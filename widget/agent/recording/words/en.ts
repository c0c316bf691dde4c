/** What is said of recording, in English; the other languages follow it. */
export const words = {
  "recording.on": "Recorded",
  "recording.paused": "Recording paused",
  "recording.pausing": "Still recorded…",
  "recording.pause": "Pause recording",
  "recording.resume": "Resume recording",
} as const;
