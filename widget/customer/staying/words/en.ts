/** What is said to a customer who does something else while they talk, in English; the other languages follow it. */
export const words = {
  "leave.title": "End the call?",
  "leave.text": "Closing this window ends your call.",
  "leave.end": "End and close",
  "leave.stay": "Stay on the call",
  "stay.resumed": "The page was reloaded, and the sound of your call went with it.",
  "stay.again": "Call again",
  "stay.minimise": "Minimize",
  "stay.minimise_long": "Minimize, and keep talking",
  "stay.open": "Open",
  "stay.on_a_call": "On a call",
  "stay.in_line": "In line",
} as const;
