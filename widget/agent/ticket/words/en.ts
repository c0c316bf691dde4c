/** What is said of the ticket, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "ticket.searching": "Looking for the right {ticket} in {crm}…",
  "ticket.keep": "Keep it",
  "ticket.change": "Change",
  "ticket.why": "Why this {ticket}?",
  "ticket.why_unknown": "It was chosen for this interaction.",
  "ticket.looked_at": "Looked at:",
  "ticket.which": "Which {ticket} is this about?",
  "ticket.unclear": "Nothing is written until you choose.",
} as const;
