import type { Translated } from "../../../words/catalogue";
import type { words as english } from "./en";

/** What the sandbox's sign-in says, in Japanese. */
export const words: Translated<typeof english> = {
  "sandbox.title": "サンドボックスにサインイン",
  "sandbox.id": "CRMでのID",
  "sandbox.name": "お名前",
  "sandbox.sign_in": "サインイン",
  "sandbox.signing_in": "サインインしています…",
};
