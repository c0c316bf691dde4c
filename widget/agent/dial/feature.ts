import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { DialBox } from "./dial";
import styles from "./dial.css?inline";
import { diallingOf } from "./dialling";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { ready: DialBox }, start: (workspace) => workspace.model(diallingOf).follow() };
