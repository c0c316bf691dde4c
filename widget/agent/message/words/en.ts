/** What is said around a customer’s message, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "message.said": "{name} writes",
  "message.came": "Message from {name}: {text}",
} as const;
