import { dialect } from "../../words/catalogue";

/** The server's limit for a note or a closing note, in bytes of UTF-8. */
const longest = 20_000;

export function tooLong(text: string): boolean {
  return new TextEncoder().encode(text).length > longest;
}

export function mostBytes(): string {
  return longest.toLocaleString(dialect());
}
