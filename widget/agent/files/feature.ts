import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import styles from "./files.css?inline";
import { Photo, Photos } from "./photo";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls, styles], views: { dock: Photos, file: Photo } };
