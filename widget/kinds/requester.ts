import { shieldIcon } from "../ui/icons";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "Who the customer is", ja: "お客様の指定", ko: "고객 지정" }, icon: shieldIcon };
