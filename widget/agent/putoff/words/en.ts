/** What is said between a call and its wrap-up, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "putoff.no_calls": "Wrap-up: no calls ring here until you are ready",
  "putoff.until": "Wrap-up: calls ring here again in {time}",
  "putoff.ready": "Ready now",
  "putoff.wrap_up": "Wrap up",
} as const;
