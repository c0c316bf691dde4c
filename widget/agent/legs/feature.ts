import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import styles from "./legs.css?inline";
import { Legs } from "./view";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { record: Legs } };
