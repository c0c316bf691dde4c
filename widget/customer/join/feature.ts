import { keepFocus } from "../../ui/focus";
import type { Part } from "../shell/slots";
import { JoinForm } from "./form";
import styles from "./join.css?inline";
import { Joined } from "./joined";
import { words } from "./words";

export const part: Part = { words: [words], styles: [styles], views: { choose: JoinForm, talk: Joined }, start: () => keepFocus(document.body) };
