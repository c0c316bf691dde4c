/** What is said of who was on the line, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "legs.title": "Who was on the line",
  "legs.waited": "Waiting for an answer",
  "legs.alone": "The customer, alone on the line",
  "legs.from_to": "{from} to {to}",
  "legs.since": "since {from}",
  "legs.lost": "the connection was lost",
  "legs.consulted": "consulted",
} as const;
