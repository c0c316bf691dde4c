import { messageIcon } from "../ui/icons-later";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "Message", ja: "メッセージ", ko: "메시지" }, icon: messageIcon };
