import encode from "qr";

/** The dark squares of a QR code in one path, with the quiet around it that cameras need. */
export function squares(text: string): { path: string; side: number } {
  const quiet = 4;
  const rows = encode(text, "raw", { ecc: "low", border: quiet });
  const path = rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
  return { path, side: rows.length };
}
