/** What is said of what the agent asks, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "asks.who": "{agent} asks you for:",
  "asks.send": "Send",
  "asks.decline": "I would rather not",
} as const;
