import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { follow } from "./follow";
import { Passing } from "./passing";
import styles from "./transfer.css?inline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { controls: Passing }, start: follow };
