import type { Part } from "../shell/slots";
import { followCalls } from "./answer";
import { Ringing } from "./ringing";
import "./ringing.css";
import { Calling, Tools } from "./tools";

export const part: Part = { views: { tools: Tools, below: Calling, top: Ringing }, start: followCalls };
