/** What the form for a message says, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "message.title": "Leave a message",
  "message.label": "Your message",
  "message.email": "Your e-mail, for our answer",
  "message.no_way": "Without an e-mail address or a phone number nobody can answer you.",
  "message.send_anyway": "Send without an answer",
  "message.send": "Send",
  "message.photos": "You can add photos after sending.",
} as const;
