import type { Workspace } from "../shell/workspace";
import { Drafts } from "./drafts";

/** The drafts of the agent who is signed in: another one's are dropped, this one's come back. */
export function draftsOf(workspace: Workspace): Drafts {
  return new Drafts({ account: workspace.state.me?.account ?? "", agent: workspace.agent });
}
