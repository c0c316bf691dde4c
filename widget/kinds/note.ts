import { noteIcon } from "../ui/icons-later";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "Note", ja: "メモ", ko: "메모" }, icon: noteIcon };
