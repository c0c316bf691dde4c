import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { Items } from "./items";
import styles from "./items.css?inline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { items: Items } };
