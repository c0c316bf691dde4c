/** What is said of anything that the server does not have yet, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "unsaved.open": "Open",
  "unsaved.refused": "Not saved. {problem}",
  "unsaved.unreachable": "Not saved yet — the server cannot be reached; trying again",
  "unsaved.busy": "Not saved yet — Deskside cannot store it right now; trying again",
} as const;
