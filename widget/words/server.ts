import type { Said } from "../api/schema";
import { clock } from "../ui/format";
import { awayWord } from "./away";
import { locale, named } from "./catalogue";
import { dispositionWord } from "./labels";
import { own } from "./own";
import type english from "../../templates/words/en.json";

/** A translation of all that the server says: sentences with the values of the English ones in their gaps. */
export type Sentences = Readonly<Record<keyof typeof english, string>>;

/** Tells what the server has said; undefined where a code is newer than the translation. A list has `between` between its parts. */
export function teller(sentences: Readonly<Record<string, string>>, between: string): (said: Said) => string | undefined {
  const tell = ({ code, values = {}, each = [], reason }: Said): string | undefined => {
    const fill = (name: string): string => {
      const value = values[name] ?? named(`{${name}}`);
      switch (name) {
        case "each":
          return each.map((one) => tell(one) ?? "").join(between);
        case "reason":
          return reason === undefined ? "" : (tell(reason) ?? reason.values?.["text"] ?? "");
        case "item":
          return sentences["item." + value] ?? value;
        case "until":
          return clock(value, new Date());
        case "disposition":
          return dispositionWord(value);
        case "issue":
          return values["issue_" + locale()] ?? value;
        case "away":
          return awayWord(value);
        default:
          return value;
      }
    };
    const from = Object.hasOwn(sentences, code) ? sentences : own;
    if (!Object.hasOwn(from, code)) return undefined;
    return from[code]?.replace(/\{(\w+)\}/g, (_, name: string) => fill(name));
  };
  return tell;
}
