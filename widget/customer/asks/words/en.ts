/** What is said of what the agent asks, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "asks.title": "What you are asked for",
  "asks.came": "{agent} asks you for: {label}",
  "asks.sent": "Your answer has been sent.",
  "asks.over": "No longer asked for: {label}",
  "asks.who": "{agent} asks you for:",
  "asks.send": "Send",
  "asks.decline": "I would rather not",
} as const;
