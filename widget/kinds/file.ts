import { fileIcon } from "../ui/icons-later";
import type { Kind } from ".";

export const kind: Kind = { name: { en: "File", ja: "ファイル", ko: "파일" }, icon: fileIcon };
