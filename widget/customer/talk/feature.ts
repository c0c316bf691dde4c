import type { Part } from "../shell/slots";
import styles from "./talk.css?inline";
import { Talking } from "./talking";
import { voiceOf } from "./voice";
import { words } from "./words";

export const part: Part = { words: [words], styles: [styles], views: { talk: Talking }, start: (visit) => visit.model(voiceOf).follow() };
