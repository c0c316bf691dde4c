import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import type { Interaction } from "../../api/schema";
import { duration } from "../../ui/elapsed";
import { useAction, useNow } from "../../ui/hooks";
import { Problem } from "../../ui/message";
import { standing } from "../presence/presence";
import { isMine } from "../shell/arrange";
import type { Page, Part } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import styles from "./putoff.css?inline";
import { t, words } from "./words";

/** Until when no calls ring, and the way out. */
function WrappingUp({ workspace, state }: Page): JSX.Element | null {
  const now = useNow();
  const mine = [...state.interactions.values()].filter((i) => i.state === "wrap_up" && i.channel === "voice" && isMine(i, workspace.agent));
  const until = state.me?.status?.until;
  const ready = useAction(useCallback(() => putOff(workspace, mine), [workspace, mine]));
  if (standing(state, false) !== "wrap_up") return null;
  return (
    <div class="ready wrapping">
      <p>{until === undefined ? t("putoff.no_calls") : t("putoff.until", { time: duration((new Date(until).getTime() - now.getTime()) / 1000) })}</p>
      <p class="wrapping-ways">
        <button type="button" class="button slim primary" aria-disabled={ready.busy} onClick={() => ready.run()}>
          {t("putoff.ready")}
        </button>
        {mine[0] !== undefined && (
          <button type="button" data-next class="button slim" onClick={() => workspace.open(mine[0]?.id)}>
            {t("putoff.wrap_up")}
          </button>
        )}
      </p>
      <Problem text={ready.problem} />
    </div>
  );
}

/** Has calls ring again before what is to be wrapped up is. */
async function putOff(workspace: Workspace, wrapUps: readonly Interaction[]): Promise<void> {
  for (const i of wrapUps) await workspace.command(i.id, "POST", "wrap-up/put-off");
}

export const part: Part = { words: [words], styles: [styles], views: { ready: WrappingUp } };
