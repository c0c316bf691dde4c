/** What is said to a customer whom nobody has answered yet, in English; the other languages follow it. {names} are filled in. */
export const words = {
  "line.closed": "We are closed right now. Leave a message.",
  "line.nobody": "Nobody is here right now",
  "line.nobody_text": "Your call stays in line and rings as soon as somebody is back.",
  "line.said": "{title}. {text}",
  "line.next": "You are next in line.",
  "line.place": "You are number {place} in line.",
  "line.waited": "Waiting for {time}",
  "line.waited_label": "Time waited",
  "line.instead": "Leave a message instead",
  "line.leave": "Leave a message",
  "line.send_instead": "Send and stop waiting",
  "line.send": "Send",
  "line.reach": "E-mail or phone, for our answer",
  "line.answer_to": "Answer to: {reach}",
  "line.no_way": "Without one nobody can answer you. Send again to send it all the same.",
  "line.sending": "Sending…",
} as const;
