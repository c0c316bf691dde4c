import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import type { AdminClient } from "../api/admin";
import type { AccountHealth, AgentStatus, Budget, Interaction, Overview } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Problem } from "../ui/message";
import { callerName } from "../words/people";
import { stateWord } from "../words/names";
import { since } from "../ui/elapsed";
import { clock, minute } from "../ui/format";
import { issue } from "../ui/issue";
import type { Board } from "./board";
import { recordTitle } from "./noun";
import { EndSessions } from "./leave";
import { From } from "./role";
import { PackageButton } from "./package";

const kinds: Record<AccountHealth["kind"], string> = { zendesk: "Zendesk", salesforce: "Salesforce", twilio: "Twilio" };
const healths: Record<AccountHealth["state"], [word: string, tone: string]> = {
  ok: ["Connected", "good"],
  trouble: ["Trouble", "bad"],
  unknown: ["Not checked yet", ""],
};

export function Accounts({ accounts, board }: { accounts: readonly AccountHealth[]; board: Board }): JSX.Element {
  const now = useNow(30_000);
  return (
    <section aria-labelledby="accounts">
      <h2 id="accounts">Accounts</h2>
      <ul class="accounts">
        {accounts.map((a) => {
          const [word, tone] = healths[a.state];
          const findings = a.findings?.filter((f) => f !== a.reason) ?? [];
          return (
            <li key={a.kind + a.name} class={"card account " + a.state}>
              <div class="account-head">
                <strong dir="auto">{a.name}</strong>
                <span class={"badge " + tone}>
                  <span class={"dot " + tone} aria-hidden="true" /> {word}
                </span>
              </div>
              <p class="muted small">
                {kinds[a.kind]}
                {a.organisation ? " · " : ""}
                <span dir="auto">{a.organisation}</span>
              </p>
              <p class="small address" dir="ltr">
                {a.url}
              </p>
              {a.reason && (
                <p class={"small account-reason " + a.state} dir="auto">
                  {a.reason}
                  {a.until !== undefined && ` Until ${minute(a.until, now)}.`}
                </p>
              )}
              {a.until !== undefined && (
                <From least="supervisor">
                  <Reopen board={board} account={a.name} />
                </From>
              )}
              {a.budget !== undefined && <Gauge budget={a.budget} account={a.name} />}
              {findings.length > 0 && (
                <ul class="findings small">
                  {findings.map((f, n) => (
                    <li key={n} dir="auto">
                      {f}
                    </li>
                  ))}
                </ul>
              )}
              <From least="owner">
                <PackageButton client={board.client} account={a} />
              </From>
              {a.checked_at !== undefined && <p class="muted small">Checked {clock(a.checked_at, now)}</p>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Asks a cloud that is left alone for a while again at once: somebody has mended something. */
function Reopen({ board, account }: { board: Board; account: string }): JSX.Element {
  const reopen = useAction(
    useCallback(async () => {
      await board.client.reopen(account);
      await board.refresh();
    }, [board, account]),
  );
  return (
    <p class="small">
      <button type="button" class="button slim" aria-label={`Reopen ${account}: ask it again now`} aria-disabled={reopen.busy} onClick={() => reopen.busy || reopen.run()}>
        Reopen
      </button>
      <Problem text={reopen.problem} />
    </p>
  );
}

const windows: Record<Budget["window"], [calls: string, contacts: string]> = {
  minute: ["API calls this minute", "contacts fit into the rest of it"],
  day: ["API calls in 24 hours", "contacts left today"],
};

function Gauge({ budget, account }: { budget: Budget; account: string }): JSX.Element {
  const [calls, contacts] = windows[budget.window];
  const tone = budget.share >= 0.95 ? "bad" : budget.share >= 0.8 ? "warn" : "good";
  return (
    <div class="budget small">
      <meter min={0} max={1} low={0.8} high={0.95} optimum={0} value={Math.min(budget.share, 1)} class={tone} aria-label={`API budget of ${account}`}>
        {Math.round(budget.share * 100)} %
      </meter>
      <p>
        {budget.used.toLocaleString("en")} of {budget.limit.toLocaleString("en")} {calls}: about {budget.contacts_left.toLocaleString("en")} {contacts}, at{" "}
        {budget.calls_per_contact.toFixed(1)} calls each
      </p>
    </div>
  );
}

export function Live({ live, active }: { live: readonly Interaction[]; active: number }): JSX.Element {
  const now = useNow();
  return (
    <section aria-labelledby="live">
      <h2 id="live">
        Live now <span class="badge">{Math.max(active, live.length)}</span>
      </h2>
      {active > live.length && <p class="muted small">The newest {live.length} are listed; queues and agents count all.</p>}
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th>Customer</th>
              <th>Issue</th>
              <th>State</th>
              <th>Agent</th>
              <th>{recordTitle()}</th>
              <th class="number">For</th>
            </tr>
          </thead>
          <tbody>
            {live.length === 0 && (
              <tr>
                <td colSpan={6} class="muted blank">
                  Nobody is calling right now.
                </td>
              </tr>
            )}
            {live.map((i) => (
              <tr key={i.id}>
                <td data-label="Customer" dir="auto">
                  <strong>{callerName(i)}</strong>
                </td>
                <td data-label="Issue" dir="auto">
                  {issue(i) || "—"}
                </td>
                <td data-label="State">
                  <span class={"badge " + (i.state === "connected" ? "good" : i.state === "ringing" ? "warn" : "accent")}>{stateWord(i)}</span>
                </td>
                <td data-label="Agent" dir="auto">
                  {i.agent?.name ?? "—"}
                </td>
                <td data-label={recordTitle(i.account)}>
                  {i.ticket.state === "chosen" ? <TicketRef number={i.ticket.number ?? i.ticket.id ?? ""} url={i.ticket.url} /> : i.ticket.state === "unclear" ? <span class="badge warn">Unclear</span> : "Searching…"}
                </td>
                <td data-label="For" class="number">
                  {since(i.started_at, now)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function TicketRef({ number, url }: { number: string; url: string | undefined }): JSX.Element {
  if (url === undefined || !/^https?:\/\//i.test(url)) return <>{number}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {number}
    </a>
  );
}

const standing: Record<AgentStatus["state"], [words: string, tone: string]> = {
  available: ["Reachable", "good"],
  busy: ["Reachable, on a call", "warn"],
  wrap_up: ["Reachable, wrapping up", "warn"],
  away: ["Away", ""],
  unreachable: ["Widget does not answer", "bad"],
};

/** A widget that is open and does not answer is an alarm; one that was closed is not. */
function standingOf(a: Overview["agents"][number]): [words: string, tone: string] {
  return a.status.state === "unreachable" && !a.open ? ["Widget closed", ""] : standing[a.status.state];
}

export function Agents({ agents, client }: { agents: Overview["agents"]; client: AdminClient }): JSX.Element {
  const now = useNow(10_000);
  return (
    <section aria-labelledby="agents">
      <h2 id="agents">
        Agents <span class="badge">{agents.length}</span>
      </h2>
      <ul class="card agents">
        {agents.length === 0 && <li class="muted blank">No widget is open.</li>}
        {agents.map((a) => (
          <li key={a.account + a.agent.id}>
            <span class={"dot " + standingOf(a)[1]} aria-hidden="true" />
            <span class="agent-name">
              <strong dir="auto">{a.agent.name || a.agent.id}</strong>
              <span class="muted small">{a.account}</span>
            </span>
            <span class="small muted">
              {standingOf(a)[0]}
              {a.status.state === "away" && a.status.reason !== undefined && <span dir="auto">: {a.status.reason}</span>} for {since(a.since, now)}
              {a.call !== undefined && (
                <>
                  {" · "}
                  <bdi>{a.call.who || "No number"}</bdi>
                  {a.call.on_hold && ", on hold"}
                </>
              )}
            </span>
            <From least="supervisor">
              <EndSessions label="End sessions" sure="Really end them?" name={`End sessions of ${a.agent.name || a.agent.id}`} end={() => client.endSessions(a.agent.id)} />
            </From>
          </li>
        ))}
      </ul>
    </section>
  );
}
