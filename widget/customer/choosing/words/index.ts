import { vocabulary } from "../../../words/catalogue";
import type { ShellWords } from "../../shell/words";
import type { words } from "./en";

export const { t } = vocabulary<ShellWords & typeof words>();
