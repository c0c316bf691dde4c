import { messageIcon } from "../ui/icons-later";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "Answer", ja: "回答", ko: "답변" }, icon: messageIcon };
