import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the sandbox's sign-in says, in Korean. */
export const words: Translated<typeof english> = {
  "sandbox.title": "샌드박스에 로그인",
  "sandbox.id": "CRM에서 사용하는 ID",
  "sandbox.name": "이름",
  "sandbox.sign_in": "로그인",
  "sandbox.signing_in": "로그인하는 중…",
};
