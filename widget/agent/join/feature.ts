import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { LetJoin } from "./box";
import styles from "./join.css?inline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { dock: LetJoin } };
