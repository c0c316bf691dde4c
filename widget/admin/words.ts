import { speak } from "../words/catalogue";
import { words as shared } from "../words/en";
import { words as interaction } from "../words/interaction/en";
import { words as worklist } from "../worklist/words/en";

const spoken = () => Promise.resolve({ words: { ...shared, ...interaction, ...worklist } });

/** An operator's page: English alone, and there from the beginning. */
export const speakEnglish = (): Promise<void> => speak("en", { en: spoken, ja: spoken, ko: spoken });
