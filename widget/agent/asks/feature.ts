import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import styles from "./asks.css?inline";
import { AskBox } from "./box";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { dock: AskBox } };
