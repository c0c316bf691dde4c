/**
 * Whether a key belongs to an input method that is still composing a word: its Enter
 * takes the word and its Escape drops it; neither is meant for the page. Safari ends
 * the composition before the key is heard, and marks it with the code 229 alone.
 */
export function composing(e: KeyboardEvent): boolean {
  return e.isComposing || e.keyCode === 229;
}

/** For forms of one line: an Enter that takes a composed word sends nothing. */
export function keepComposing(e: KeyboardEvent): void {
  if (e.key === "Enter" && composing(e)) e.preventDefault();
}

/** Ctrl or ⌘ + Enter: send what is written. */
export function sends(e: KeyboardEvent): boolean {
  return e.key === "Enter" && (e.ctrlKey || e.metaKey) && !composing(e);
}
