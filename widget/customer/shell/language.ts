import { speak } from "../../words/catalogue";
import type { Locale } from "../../words/locale";
import { firstWords } from "../languages/source";
import { t } from "./words";

/** The contact page speaks that language, and is named by it. */
export async function speakToCustomer(locale: Locale): Promise<void> {
  await speak(locale, firstWords);
  document.title = t("title");
}
