/** What is said around one interaction, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "card.label": "Interaction with {name}",
  "card.customer": "Customer",
  "card.back": "Back",
} as const;
