import { ticketIcon } from "../ui/icons-later";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "Who called, and why", ja: "お客様と用件", ko: "고객과 문의 내용" }, icon: ticketIcon };
