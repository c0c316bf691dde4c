import type { Interaction } from "../../api/schema";
import { Observed } from "../../ui/observed";
import { inCall, isMine, onRecord } from "../shell/arrange";
import type { Workspace } from "../shell/workspace";
import { changes, newlyHeld } from "./changes";

export interface Line {
  n: number;
  text: string;
}

/** How long words stay for a screen reader to come to them, in milliseconds. */
const stay = 20_000;

/** What is said aloud, each thing once: a line that has been added is read, and taken away again in silence. */
export class Heard extends Observed<{ lines: readonly Line[] }> {
  #n = 0;

  constructor() {
    super({ lines: [] });
  }

  say(text: string): void {
    const line = { n: ++this.#n, text };
    this.set({ lines: [...this.state.lines, line] });
    setTimeout(() => this.set({ lines: this.state.lines.filter((l) => l !== line) }), stay);
  }
}

export const heardOf = (): Heard => new Heard();

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
  return now.id === opened || [now, before].some((i) => inCall(i) && isMine(i, workspace.agent));
}
