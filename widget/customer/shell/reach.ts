/** Whether somebody could be answered at this: an e-mail address stands there, or a phone number. Whose it is, only the answer shows. */
export function reachable(text: string): boolean {
  return /[^\s@]@[^\s@]/.test(text) || (text.match(/\p{Nd}/gu) ?? []).length >= leastDigits;
}

/** Of a phone number with its area; fewer lead nowhere from outside. */
const leastDigits = 7;
