import type { Part } from "../shell/slots";
import { follow } from "./answers";
import { Asked } from "./asked";
import styles from "./asks.css?inline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [styles], views: { during: Asked }, start: follow };
