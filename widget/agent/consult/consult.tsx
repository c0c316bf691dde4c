import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { since } from "../../ui/elapsed";
import { heardOf } from "../../ui/heard";
import { useAction, useNow } from "../../ui/hooks";
import { Problem } from "../../ui/message";
import { addressed, colleague } from "../../words/people";
import { isMine } from "../shell/arrange";
import type { One } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import { t } from "./words";

/** While a colleague is on the line whom the call may go to: how that goes on is the sender's to say. */
export function Consult({ workspace, i }: One): JSX.Element | null {
  const now = useNow();
  const { transfer } = i;
  const three = i.call?.on_hold === undefined;
  const deed = useAction(useCallback((method: string, path: string) => workspace.command(i.id, method, path), [workspace, i.id]));
  if (transfer?.consults_at === undefined || transfer.ended_at !== undefined) return null;
  const sends = isMine(i, workspace.agent);
  const button = (word: string, method: string, path: string, more = "") => (
    <button type="button" class={"button slim" + more} aria-disabled={deed.busy} onClick={() => deed.run(method, path)}>
      {word}
    </button>
  );
  return (
    <div class="consult">
      <p class="small">{t(three ? "consult.three" : sends ? "consult.two" : "consult.asked", { agent: colleague(sends ? transfer.receiver?.name : transfer.from.name) })}</p>
      <span class="small">{since(transfer.consults_at, now)}</span>
      {sends && (
        <>
          {button(t("consult.complete"), "POST", "transfer/complete", " primary")}
          {button(t(three ? "consult.to_two" : "consult.to_three"), "POST", three ? "hold" : "resume")}
          {button(t("consult.back"), "DELETE", "transfer")}
        </>
      )}
      <Problem text={deed.problem} />
    </div>
  );
}

/** Says that the two are together; and to the colleague what became of it. */
export function follow(workspace: Workspace): void {
  workspace.hear((now, before) => {
    const { transfer } = now;
    const was = before?.transfer;
    if (!workspace.takesCalls || transfer?.consults_at === undefined || was?.offer !== transfer.offer) return;
    const me = workspace.agent;
    const sends = transfer.from.id === me;
    const helps = (transfer.receiver ?? was.receiver)?.id === me;
    if (was.consults_at === undefined && (sends || helps)) {
      workspace.model(heardOf).say(t(sends ? "consult.two" : "consult.asked", { agent: colleague(sends ? transfer.receiver?.name : transfer.from.name) }));
    }
    if (was.outcome !== undefined || transfer.outcome === undefined || !helps) return;
    if (transfer.outcome === "accepted") workspace.say(t("consult.yours", { name: addressed(now) }));
    else if (workspace.state.opened === now.id) workspace.open(undefined); // it was never theirs
  });
}
