import { phoneIcon } from "../ui/icons";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "Call log", ja: "通話記録", ko: "통화 기록" }, icon: phoneIcon };
