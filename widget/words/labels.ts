import type { Me } from "../api/schema";
import { locale } from "./catalogue";

let dispositions: NonNullable<Me["disposition_labels"]> = {};

/** From now on dispositions are called as the organisation calls them. */
export function learnDispositions(labels: Me["disposition_labels"]): void {
  dispositions = labels ?? {};
}

/** A disposition in the language that is spoken; one that nobody knows is called as it is stored. */
export function dispositionWord(stored: string): string {
  return (Object.hasOwn(dispositions, stored) && dispositions[stored]?.[locale()]) || stored;
}
