import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { Brief } from "./brief";
import styles from "./consult.css?inline";
import { Consult, follow } from "./consult";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { controls: Consult, customer: Brief }, start: follow };
