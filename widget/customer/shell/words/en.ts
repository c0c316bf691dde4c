/** What the contact page's shell says, in English; the other languages follow it. {names} are filled in. */
export const words = {
  title: "Contact support",
  close: "Close",
  one_moment: "One moment…",
  incomplete: "A part of this page could not be loaded. Trying again…",
  "leave.title": "End the call?",
  "leave.text": "Closing this window ends your call.",
  "leave.end": "End and close",
  "leave.stay": "Stay on the call",
} as const;
