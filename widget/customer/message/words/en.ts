/** What the form for a message says, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "message.title": "Leave a message",
  "message.label": "Your message",
  "message.send": "Send",
  "message.photos": "You can add photos after sending.",
} as const;
