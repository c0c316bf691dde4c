import type { Features } from "../../ui/features";
import type { Slots } from "./slots";
import type { Workspace } from "./workspace";

/** Has features come as the workspace wants them, and work from the moment that the agent is known. */
export function attend(workspace: Workspace, features: Features<Workspace, Slots>): void {
  let ready = false;
  const look = () => {
    features.follow(workspace);
    if (ready || workspace.state.phase !== "ready") return;
    ready = true;
    features.start(workspace);
    void features.rest(workspace);
  };
  workspace.subscribe(look);
  look();
}
