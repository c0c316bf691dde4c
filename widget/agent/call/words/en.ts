/** What the call's bar says, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "call.label": "Call",
  "call.on": "On the call",
  "call.dialling": "Dialling…",
  "call.connecting_customer": "Connecting the customer…",
  "call.connecting": "Connecting…",
  "call.others": "{agent}: {state}",
  "call.talk_time": "Talk time",
  "call.hang_up": "Hang up",
  "call.hanging_up": "Hanging up…",
  "call.elsewhere": "The sound of this call is in another window of yours.",
  "call.voice_ended": "No sound comes through here any more. Why, is being looked up…",
} as const;
