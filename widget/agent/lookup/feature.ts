import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { LookUp } from "./box";
import styles from "./lookup.css?inline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { lookup: LookUp } };
