import type { Interaction } from "../api/schema";
import { part as ringing } from "./ringing/feature";
import { inCall, passedOn } from "./shell/arrange";
import type { Feature } from "./shell/slots";
import type { Workspace } from "./shell/workspace";

const any = (w: Workspace, is: (i: Interaction) => boolean) => [...w.state.interactions.values()].some(is);

/** Seen first by an agent who takes calls: they come while the page still signs in. */
const atOnce = (w: Workspace) => w.takesCalls && w.state.phase !== "no_sign_in";
/** Seen first beside a ticket, too. */
const everywhere = (w: Workspace) => w.state.phase !== "no_sign_in";
/** With an interaction in full. */
const opened = (w: Workspace) => w.state.opened !== undefined || any(w, inCall);
/** With a ringing call, or an interaction in full. */
const customer = (w: Workspace) => opened(w) || any(w, (i) => i.state === "ringing" || passedOn(i));
const askedWho = (w: Workspace) => w.state.phase === "sign_in" && w.host.alone === true;
const never = () => false;
const leads = (w: Workspace) => w.takesCalls && w.state.me?.role === "supervisor";
const takesCalls = (w: Workspace) => w.takesCalls;

/**
 * All that the agent's widget can do, a folder each. To add one: a folder with a part, its
 * words and its styles, and a line here. The order is that of their views in each place.
 */
export const features: readonly Feature[] = [
  { name: "ringing", part: ringing },
  { name: "sandbox", wants: askedWho, idles: never, load: () => import("./sandbox/feature") },
  { name: "waiting", wants: atOnce, idles: takesCalls, load: () => import("./waiting/feature") },
  { name: "presence", wants: atOnce, idles: takesCalls, load: () => import("./presence/feature") },
  { name: "sound", wants: (w) => w.takesCalls && customer(w), idles: takesCalls, load: () => import("./sound/feature") },
  { name: "dial", wants: atOnce, idles: takesCalls, load: () => import("./dial/feature") },
  { name: "team", wants: leads, idles: never, load: () => import("./team/feature") },
  { name: "history", wants: everywhere, load: () => import("./history/feature") },
  { name: "legs", wants: opened, load: () => import("./legs/feature") },
  { name: "lookup", wants: never, idles: takesCalls, load: () => import("./lookup/feature") },
  { name: "heard", wants: opened, load: () => import("./heard/feature") },
  { name: "message", wants: opened, load: () => import("./message/feature") },
  { name: "card", wants: opened, load: () => import("./card/feature") },
  { name: "call", wants: opened, load: () => import("./call/feature") },
  { name: "recording", wants: opened, load: () => import("./recording/feature") },
  { name: "transfer", wants: customer, load: () => import("./transfer/feature") },
  { name: "consult", wants: customer, load: () => import("./consult/feature") },
  { name: "requester", wants: opened, load: () => import("./requester/feature") },
  { name: "packet", wants: customer, load: () => import("./packet/feature") },
  { name: "files", wants: opened, load: () => import("./files/feature") },
  { name: "ticket", wants: opened, load: () => import("./ticket/feature") },
  { name: "join", wants: opened, load: () => import("./join/feature") },
  { name: "asks", wants: opened, load: () => import("./asks/feature") },
  { name: "texts", wants: opened, load: () => import("./texts/feature") },
  { name: "notes", wants: opened, load: () => import("./notes/feature") },
  { name: "wrapup", wants: opened, load: () => import("./wrapup/feature") },
  { name: "putoff", wants: opened, load: () => import("./putoff/feature") },
  { name: "items", wants: opened, load: () => import("./items/feature") },
  { name: "worklist", wants: opened, load: () => import("./worklist/feature") },
];
