import type { Texting } from "../../api/schema";

/** Characters of the alphabet in which a text costs least; those behind the line count two. */
const gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const extended = "\f^{}\\[~]|€";

type Alphabet = Texting["alphabets"][number];

/** What a character counts in an alphabet; nothing where it cannot be written in it. */
function units(c: string, name: Alphabet["name"]): number | undefined {
  if (name === "ucs2") return c.length;
  return gsm7.includes(c) ? 1 : extended.includes(c) ? 2 : undefined;
}

/** In how many parts a text goes, and how many units are left in the last. */
export function partsOf(text: string, alphabets: readonly Alphabet[]): { parts: number; left: number } {
  for (const { name, single, part } of alphabets) {
    const counts = [...text].map((c) => units(c, name));
    if (counts.includes(undefined)) continue;
    const all = counts as number[];
    const sum = all.reduce((a, b) => a + b, 0);
    if (sum <= single) return { parts: 1, left: single - sum };
    let parts = 1;
    let left = part;
    for (const n of all) {
      if (n > left) [parts, left] = [parts + 1, part]; // no character is cut in two
      left -= n;
    }
    return { parts, left };
  }
  return { parts: 1, left: 0 };
}
