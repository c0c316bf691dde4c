import type { Part } from "../shell/slots";
import { Waiting } from "./waiting";
import styles from "./waiting.css?inline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [styles], views: { top: Waiting } };
