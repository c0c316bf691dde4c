import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import type { Interaction } from "../../api/schema";
import { since } from "../../ui/elapsed";
import { useAction, useNow } from "../../ui/hooks";
import { issue } from "../../ui/issue";
import { Problem } from "../../ui/message";
import { callerName } from "../../words/people";
import { accept } from "../ringing/answer";
import { ringsFor } from "../shell/arrange";
import type { Page, Whole } from "../shell/slots";
import { t } from "./words";

/** Who waits although it does not ring here: for an agent who is away, who has declined, or who talks. Whoever is on no call can answer. */
export function Waiting({ workspace, state, arrangement }: Whole): JSX.Element {
  const { call } = arrangement;
  const waiting = [...state.interactions.values()]
    .filter((i) => i.state === "ringing" && !ringsFor(i, state.me))
    .sort((a, b) => arrived(a).localeCompare(arrived(b)));
  return (
    <>
      <div class="unseen" role="status">
        {waiting.length > 0 && t("wait.said", { count: waiting.length })}
      </div>
      {waiting.length > 0 && (
        <section class="card in-line" aria-label={t("wait.said", { count: waiting.length })}>
          <Count waiting={waiting} />
          {call === undefined && (
            <ul>
              {waiting.map((i) => (
                <Customer key={i.id} workspace={workspace} state={state} i={i} />
              ))}
            </ul>
          )}
        </section>
      )}
    </>
  );
}

const arrived = (i: Interaction) => i.call?.arrived_at ?? i.started_at;

function Count({ waiting }: { waiting: Interaction[] }): JSX.Element {
  const now = useNow();
  return <p class="in-line-count">{t("wait.count", { count: waiting.length, time: since(waiting[0] && arrived(waiting[0]), now) })}</p>;
}

function Customer({ workspace, i }: Page & { i: Interaction }): JSX.Element {
  const now = useNow();
  const answering = useAction(useCallback(() => accept(workspace, i), [workspace, i]));
  return (
    <li class="in-line-one">
      <span class="row-main">
        <span class="row-name">
          <bdi>{callerName(i)}</bdi>
        </span>
        <span class="row-sub muted small">
          <bdi>{issue(i) || t("wait.call")}</bdi>
        </span>
      </span>
      <span class="in-line-time small muted">{since(arrived(i), now)}</span>
      <button type="button" class="button slim" aria-label={t("wait.answer_whom", { name: callerName(i) })} aria-disabled={answering.busy} onClick={() => answering.run()}>
        {t(answering.busy ? "wait.answering" : "wait.answer")}
      </button>
      <Problem text={answering.problem} />
    </li>
  );
}
