/** What is said of earlier interactions, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "history.needs": "Needs you",
  "history.recent": "Recent",
  "history.nothing": "Nothing yet. Calls and messages will be listed here.",
  "history.on_ticket": "On this {ticket}",
  "history.nothing_on_ticket": "No calls or messages on this {ticket} yet.",
  "history.message": "Message",
  "history.incoming": "Call",
  "history.outgoing": "Outgoing call",
  "history.which": "Which {ticket}?",
  "history.waiting": "Waiting",
  "history.this_ticket": "This {ticket}",
  "history.earlier": "Last contacts",
  "history.timeline": "Timeline",
} as const;
