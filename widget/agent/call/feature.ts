import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { CallBar } from "./bar";
import styles from "./call.css?inline";
import { voiceOf } from "./voice";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { bar: CallBar }, start: (workspace) => workspace.model(voiceOf).follow() };
