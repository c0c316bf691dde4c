const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/** An id for what the page itself names (tabs, notes, files, calls): 22 characters, 132 random bits. */
export function newID(): string {
  let id = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(22))) id += alphabet[byte & 63];
  return id;
}
