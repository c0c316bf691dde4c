import type { Part } from "../shell/slots";
import { follow } from "./answers";
import { Asked } from "./asked";
import styles from "./asks.css?inline";
import uploads from "../files/files.css?inline";
import { words as files } from "../files/words";
import { words } from "./words";

export const part: Part = { words: [words, files], styles: [uploads, styles], views: { during: Asked }, start: follow };
