import { vocabulary } from "../../../words/catalogue";
import type { ShellWords } from "../../shell/words";
import type { words } from "./en";

export const { t, say } = vocabulary<ShellWords & typeof words>();
