/** What is said of asks, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "asks.title": "Ask the customer",
  "asks.label": "What do you want from the customer?",
  "asks.placeholder": "For example: tracking number",
  "asks.ask": "Ask",
  "asks.withdraw": "Take back",
  "asks.withdraw_name": "Take back: {label}",
  "asks.open": "Waiting for the customer",
  "asks.answered": "The customer answered:",
  "asks.declined": "The customer declined.",
  "asks.withdrawn": "Taken back.",
  "asks.expired": "Nobody answered in time.",
  "asks.failed": "The customer's page could not do it.",
} as const;
