import { pinIcon } from "../ui/icons-later";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "Pointer on the {ticket} it was moved from", ja: "移動元{ticket}の案内", ko: "이전 {ticket}에 남긴 안내" }, icon: pinIcon };
