import type { SentFile } from "../../api/schema";

/** What every browser shows; SVG is a document and stays a download. */
const shown = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"];

export function isPhoto(f: SentFile): boolean {
  return shown.includes(f.content_type);
}
