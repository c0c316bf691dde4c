import type { Part } from "../shell/slots";
import { Line } from "./line";
import { look } from "./look";
import styles from "./line.css?inline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [styles], views: { line: Line }, start: look };
