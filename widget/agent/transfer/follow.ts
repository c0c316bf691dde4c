import type { Interaction } from "../../api/schema";
import { addressed, colleague } from "../../words/people";
import type { Workspace } from "../shell/workspace";
import { t } from "./words";

/** Whom a call goes to, or went to: a colleague's name or a queue's. */
export function target({ transfer }: Interaction): string {
  return transfer?.to.agent === undefined ? (transfer?.to.queue ?? "") : colleague(transfer.to.agent.name || transfer.to.agent.id);
}

/** Why the sender has the customer again; "" where they have not, or know it themselves. */
export function failed(i: Interaction): string {
  switch (i.transfer?.outcome) {
    case "declined":
      return t("transfer.declined", { to: target(i) });
    case "unanswered":
      return t("transfer.unanswered", { to: target(i) });
    case "left":
      return t("transfer.left", { agent: colleague(i.transfer.by?.name) });
    default:
      return "";
  }
}

/** Tells both sides what has become of a transfer. */
export function follow(workspace: Workspace): void {
  workspace.hear((now, before) => {
    const { transfer } = now;
    if (!workspace.takesCalls || transfer?.outcome === undefined || before?.transfer?.offer !== transfer.offer || before.transfer.outcome !== undefined) return;
    const me = workspace.agent;
    const name = addressed(now);
    const by = colleague(transfer.by?.name);
    if (transfer.from.id === me && transfer.outcome === "accepted") {
      if (workspace.state.opened === now.id) workspace.open(undefined); // it is not theirs any more
      workspace.say(t("transfer.done", { name, agent: by }));
    } else if (transfer.from.id === me) {
      if (failed(now) !== "") workspace.say(failed(now));
    } else if (transfer.outcome === "taken_back" && (transfer.to.agent?.id === me || before.transfer.receiver?.id === me)) {
      workspace.say(t("transfer.taken_back", { agent: colleague(transfer.from.name), name }));
    }
  });
}
