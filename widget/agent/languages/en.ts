import { words as shared } from "../../words/en";
import { words as ringing } from "../ringing/words/en";
import { words as shell } from "../shell/words/en";

export const words = { ...shared, ...shell, ...ringing };
