import { checkIcon } from "../ui/icons";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "Closing note", ja: "対応結果のメモ", ko: "마무리 메모" }, icon: checkIcon };
