import { keepFocus } from "../../ui/focus";
import type { Part } from "../shell/slots";
import type { Visit } from "../shell/visit";
import { aboveKeyboard } from "./keyboard";
import styles from "./talk.css?inline";
import { Talking } from "./talking";
import { voiceOf } from "./voice";
import { words } from "./words";

function start(visit: Visit): void {
  keepFocus(document.body); // before this, each step's question takes the focus by itself
  aboveKeyboard();
  visit.model(voiceOf).follow();
}

export const part: Part = { words: [words], styles: [styles], views: { talk: Talking }, start };
