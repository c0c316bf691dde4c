import type { Item } from "../api/schema";
import { checkIcon } from "../ui/icons";
import { locale, named } from "../words/catalogue";
import type { Locale } from "../words/locale";

/** One kind of what goes into a ticket: a file of its name in this folder. */
export interface Kind {
  readonly name: Readonly<Record<Locale, string>>;
  readonly icon: string;
}

const files = import.meta.glob<Kind>("./*.ts", { eager: true, import: "kind" });

/** The kind; one that a newer server has made is called by its own name. */
function kindOf(kind: Item["kind"]): Kind {
  return files[`./${kind}.ts`] ?? { name: { en: kind, ja: kind, ko: kind }, icon: checkIcon };
}

/** What a kind of item is called. */
export function itemName(kind: Item["kind"]): string {
  return named(kindOf(kind).name[locale()]);
}

/** What stands before items of a kind. */
export function itemIcon(kind: Item["kind"]): string {
  return kindOf(kind).icon;
}
