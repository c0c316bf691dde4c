import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import styles from "./team.css?inline";
import { TeamView } from "./view";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { idle: TeamView } };
