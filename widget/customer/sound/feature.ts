import type { Part } from "../shell/slots";
import type { Visit } from "../shell/visit";

/** Nobody is called before there is a microphone: where there is none, that is said while one can still write. */
function start(visit: Visit): void {
  if (visit.connect === undefined) visit.prepare = () => import("../../microphone").then(({ hold }) => hold());
}

export const part: Part = { start };
