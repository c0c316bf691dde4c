import { controls } from "../../ui/controls";
import type { Part } from "../shell/slots";
import { SignIn } from "./signin";
import { words } from "./words";

export const part: Part = { words: [words], styles: [controls], views: { entrance: SignIn } };
