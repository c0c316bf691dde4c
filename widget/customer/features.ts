import { part as choosing } from "./choosing/feature";
import type { Feature } from "./shell/slots";
import type { Visit } from "./shell/visit";

const started = (visit: Visit) => visit.state.phase !== "choosing";
/** Asked for by a click that changes nothing else, or what others speak through: it is there before. */
const atOnce = () => true;

const heard: Feature = { name: "heard", wants: atOnce, load: () => import("./heard/feature") };
const asks: Feature = { name: "asks", wants: started, load: () => import("./asks/feature") };
const files: Feature = { name: "files", wants: started, load: () => import("./files/feature") };

/**
 * All that the contact page can do, a folder each. To add one: a folder with a part, its
 * words and its styles, and a line here. The order is that of their views in each place.
 */
export const features: readonly Feature[] = [
  { name: "choosing", part: choosing },
  heard,
  { name: "sound", wants: atOnce, load: () => import("./sound/feature") },
  { name: "message", wants: atOnce, load: () => import("./message/feature") },
  { name: "talk", wants: started, load: () => import("./talk/feature") },
  { name: "line", wants: started, load: () => import("./line/feature") },
  { name: "staying", wants: started, load: () => import("./staying/feature") },
  asks,
  files,
];

/** What it can do for somebody on the phone: the call and its sound are there. */
export const joining: readonly Feature[] = [heard, { name: "join", wants: atOnce, load: () => import("./join/feature") }, asks, files];
