/** How people are named, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "who.named": "{name}",
  "who.agent": "{name}",
  "who.unknown": "Unknown caller",
  "who.visitor": "A visitor on the site",
  "who.somebody": "Somebody else",
  "number.extension": "{number} ext. {extension}",
} as const;
