import type { Part } from "../shell/slots";
import { Choosing } from "./choosing";
import "./choosing.css";

export const part: Part = { views: { choose: Choosing } };
