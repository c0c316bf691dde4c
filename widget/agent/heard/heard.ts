import type { Interaction } from "../../api/schema";
import { heardOf } from "../../ui/heard";
import { isMine, isOn, onRecord } from "../shell/arrange";
import type { Workspace } from "../shell/workspace";
import { changes, newlyHeld } from "./changes";

/** Says what changes where the agent looks, and whatever begins to need somebody. */
export function follow(workspace: Workspace): void {
  const heard = workspace.model(heardOf);
  workspace.hear((now, before) => {
    if (before === undefined || workspace.state.live === "connecting") return; // the first sight of it is no change
    const reader = { agent: workspace.agent, crm: workspace.state.me?.crm ?? "zendesk" };
    const said = looksAt(workspace, now, before) ? changes(now, before, reader) : workspace.takesCalls ? newlyHeld(now, before) : [];
    for (const text of said) heard.say(text);
  });
}

function looksAt(workspace: Workspace, now: Interaction, before: Interaction): boolean {
  const { opened, record } = workspace.state;
  if (!workspace.takesCalls) return onRecord(now, record) && !isMine(now, workspace.agent); // one's own are told in the pane
  return now.id === opened || [now, before].some((i) => isOn(i, workspace.agent));
}
