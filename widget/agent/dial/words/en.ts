/** What the box for a number says, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "dial.label": "Call a customer",
  "dial.number": "Number to call",
  "dial.call": "Call",
  "dial.calling": "Calling…",
  "dial.no_ticket": "No {ticket} is open: the call gets one of its own.",
  "dial.on_ticket": "The call is logged on the open {ticket}.",
  "dial.on_a_call": "You are on a call. Hang up before you call somebody else.",
  "dial.later": "You are on a call, so {number} was not called. It stands ready for afterwards.",
  "dial.not_called": "Another number is being called, so {number} was not.",
} as const;
