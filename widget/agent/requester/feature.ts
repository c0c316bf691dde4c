import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import styles from "./requester.css?inline";
import { Requester } from "./requester";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { customer: Requester } };
