/** What is said of all that a packet holds, in English; the other languages follow it. {names} are filled in; what counts has a form per plural. */
export const words = {
  "packet.all": "All that is known",
  "packet.rejected": "The signature was rejected. Nothing here is proven.",
  "packet.rejected_because": "The signature was rejected: {problem} Nothing here is proven.",
  "packet.nothing": "Nothing is known about this customer yet.",
} as const;
