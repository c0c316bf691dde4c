/** What is said aloud of changes that can be seen, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "heard.connected": "Connected to {name}.",
  "heard.ended.customer": "{name} hung up.",
  "heard.ended.agent": "You hung up.",
  "heard.ended.carrier": "The network ended the call.",
  "heard.ended.wait": "The wait has ended the call.",
  "heard.file": "{name} has come from the customer.",
  "heard.note": "Note saved.",
  "heard.others_note": "{agent} has written a note.",
  "heard.landed_one": "{what} is in {crm}.",
  "heard.landed": { one: "1 item is in {crm}.", other: "{count} items are in {crm}." },
  "heard.held": "{what} needs you: {reason}",
  "heard.about": "{name}: {what}",
  "heard.ticket": "{Ticket} {number}.",
  "heard.which": "Which {ticket}? Please choose.",
  "heard.answer": "{label}: {text}",
  "heard.no_answer": "{label}: no answer.",
} as const;
