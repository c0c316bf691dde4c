import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { Card } from "./card";
import styles from "./card.css?inline";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { opened: Card } };
