/** What is said while a colleague is consulted, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "consult.two": "You talk with {agent}. The customer hears music.",
  "consult.asked": "{agent} asks you. The customer hears music.",
  "consult.three": "All three talk: you, {agent} and the customer.",
  "consult.complete": "Hand over now",
  "consult.to_three": "All three",
  "consult.to_two": "Customer on hold",
  "consult.back": "Back to the customer",
  "consult.yours": "{name} is on the line with you now.",
  "consult.brief": "Passed on to you",
  "consult.asks": "{agent} wants to talk with you about this call.",
  "consult.from": "{agent} passes this call on to you.",
  "consult.from_to_other": "{agent} passes this call on to {to}.",
} as const;
