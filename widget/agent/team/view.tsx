import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { CallCounts, PresentAgent, QueueNow, Team } from "../../api/schema";
import { duration, since } from "../../ui/elapsed";
import { clock } from "../../ui/format";
import { useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { chevronIcon } from "../../ui/icons-later";
import { Message } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import { awayWord } from "../../words/away";
import { dialect } from "../../words/catalogue";
import type { Whole } from "../shell/slots";
import { spans, watchOf, type Span, type Watch } from "./team";
import { t } from "./words";

/** For those who lead: who waits where, how fast they are answered, and what the agents are at. */
export function TeamView({ workspace, state }: Whole): JSX.Element | null {
  const watch = workspace.model(watchOf);
  const { open } = useObserved(watch);
  if (state.me?.role !== "supervisor") return null;
  return (
    <details class="more team" open={open} onToggle={(e) => watch.open(e.currentTarget.open)}>
      <summary>
        <Icon of={chevronIcon} /> {t("team.title")}
      </summary>
      {open && <Looked watch={watch} />}
    </details>
  );
}

function Looked({ watch }: { watch: Watch }): JSX.Element {
  const { team, at, problem, span } = useObserved(watch);
  const now = useNow();
  useEffect(() => watch.look(), [watch]);
  return (
    <div class="card team-board">
      <div role="status">{problem !== "" && <Message tone="warn">{at === undefined ? problem : t("team.old", { problem, time: clock(at.toISOString(), now) })}</Message>}</div>
      {team === undefined ? problem === "" && <p class="muted small">{t("team.asking")}</p> : (
        <>
          <Queues queues={team.queues} now={now} />
          <Service team={team} span={span} now={now} choose={(span) => watch.choose(span)} />
          <Agents agents={team.agents} now={now} />
        </>
      )}
    </div>
  );
}

function Head({ of }: { of: readonly string[] }): JSX.Element {
  return (
    <thead>
      <tr>
        {of.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Queues({ queues, now }: { queues: readonly QueueNow[]; now: Date }): JSX.Element {
  return (
    <table>
      <caption>{t("team.queues")}</caption>
      <Head of={[t("team.queue"), t("team.waiting"), t("team.longest"), t("team.talking")]} />
      <tbody>
        {queues.map((q) => (
          <tr key={q.name}>
            <th scope="row" dir="auto">
              {q.name}
            </th>
            <td class={q.waiting > 0 ? "waits" : ""}>{q.waiting}</td>
            <td>{q.oldest === undefined ? "–" : since(q.oldest, now)}</td>
            <td>{(q.on_hold ?? 0) > 0 ? t("team.talking_held", { talking: q.talking, held: q.on_hold ?? 0 }) : q.talking}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Service({ team: { queues, service }, span, now, choose }: { team: Team; span: Span; now: Date; choose: (span: Span) => void }): JSX.Element {
  if (service === undefined) return <p class="muted small">{t("team.counting")}</p>;
  const began = new Date(service.since);
  return (
    <div class="team-service">
      <select class="input" aria-label={t("team.span")} value={span} onChange={(e) => choose(e.currentTarget.value as Span)}>
        {spans.map((s) => (
          <option key={s} value={s}>
            {t(`team.${s}`)}
          </option>
        ))}
      </select>
      <table>
        <caption>{t("team.service")}</caption>
        <Head of={[t("team.queue"), t("team.level", { seconds: service.within }), t("team.answered"), t("team.abandoned"), t("team.speed")]} />
        <tbody>
          {queues.map((q) => (
            <tr key={q.name}>
              <th scope="row" dir="auto">
                {q.name}
              </th>
              <Counts of={q[span]} />
            </tr>
          ))}
        </tbody>
        {queues.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">{t("team.all")}</th>
              <Counts of={service[span]} />
            </tr>
          </tfoot>
        )}
      </table>
      {span === "today" && <p class="muted small">{t("team.since", { time: clock(began.toISOString(), now) })}</p>}
    </div>
  );
}

function Counts({ of }: { of: CallCounts | undefined }): JSX.Element {
  return (
    <>
      <td>{of?.level === undefined ? "–" : of.level.toLocaleString(dialect(), { style: "percent" })}</td>
      <td>{of?.answered ?? "–"}</td>
      <td>{of?.abandoned ?? "–"}</td>
      <td>{of?.speed === undefined ? "–" : duration(of.speed)}</td>
    </>
  );
}

const tones: Record<PresentAgent["status"]["state"], string> = { available: "good", busy: "warn", wrap_up: "warn", away: "", unreachable: "bad" };

function Agents({ agents, now }: { agents: readonly PresentAgent[]; now: Date }): JSX.Element {
  if (agents.length === 0) return <p class="muted small">{t("team.nobody")}</p>;
  return (
    <table class="team-agents">
      <caption>{t("team.agents")}</caption>
      <Head of={[t("team.agent"), t("team.state"), t("team.for")]} />
      <tbody>
        {agents.map((a) => (
          <tr key={a.agent.id}>
            <th scope="row" dir="auto">
              {a.agent.name || a.agent.id}
            </th>
            <td>
              <span class={"dot " + (a.status.state === "unreachable" && !a.open ? "" : tones[a.status.state])} aria-hidden="true" /> <bdi>{stateOf(a)}</bdi>{" "}
              {a.call !== undefined && (
                <span class="muted small team-call">
                  <bdi>{a.call.who || t("team.unknown")}</bdi>
                  {a.call.queue !== "" && <> · <bdi>{a.call.queue}</bdi></>}
                </span>
              )}
            </td>
            <td>{since(a.since, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function stateOf({ status, open, call }: PresentAgent): string {
  switch (status.state) {
    case "available":
      return t("team.available");
    case "busy":
      return t(call?.on_hold === true ? "team.holding" : "team.busy");
    case "wrap_up":
      return t("team.wrap_up");
    case "away":
      return status.reason === undefined ? t("team.away") : t("team.away_because", { reason: awayWord(status.reason) });
    case "unreachable":
      return t(open ? "team.silent" : "team.gone");
  }
}
