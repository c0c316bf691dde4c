import { t } from "./interaction";

/** Reasons to be away that every language has a word for; they travel as these codes. */
export const usualReasons = ["break", "lunch", "meeting"] as const;

/** Why somebody is away: one of the usual reasons, or their own word for it. */
export function awayWord(reason: string): string {
  const usual = usualReasons.find((r) => r === reason);
  return usual === undefined ? reason : t(`status.${usual}`);
}
