import { messageIcon } from "../ui/icons-later";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "Text", ja: "SMS", ko: "문자" }, icon: messageIcon };
