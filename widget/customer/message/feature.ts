import type { Part } from "../shell/slots";
import styles from "./message.css?inline";
import { Writing } from "./writing";
import { words } from "./words";

export const part: Part = { words: [words], styles: [styles], views: { message: Writing } };
