import type { JSX } from "preact";
import { useCallback, useRef } from "preact/hooks";
import type { AccountHealth, Overview, WriteFilter } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { checkIcon } from "../ui/icons";
import { Problem } from "../ui/message";
import { recordWord, recordsWord } from "./noun";
import { From } from "./role";
import { rowLimit, type Board, type BoardState } from "./board";
import { Row, columns } from "./row";
import { Tabs, tabs, type Tab } from "./tabs";

interface Props {
  board: Board;
  state: BoardState;
  counts: Overview["counts"];
  accounts: readonly AccountHealth[];
}

/** The work list: what needs somebody comes first, everything else is a tab away. */
export function Writes({ board, state, counts, accounts }: Props): JSX.Element {
  const now = useNow(10_000);
  const heading = useRef<HTMLHeadingElement>(null);
  const { filter } = state;
  const tab: Tab = filter.state ?? "all";
  const choose = useAction(useCallback((next: WriteFilter) => board.show(next), [board]));
  const crms = accounts.filter((a) => a.kind !== "twilio");
  const shown = filter.account === undefined ? counts : crms.find((a) => a.name === filter.account)?.counts;
  const turn = useAction(useCallback((to: "older" | "newer") => board[to](), [board]));
  const done = useCallback((work: Promise<unknown>) => work.then(() => heading.current?.focus()), []); // the row, and the focus in it, may be gone
  return (
    <section aria-labelledby="writes">
      <div class="writes-head">
        <h2 id="writes" ref={heading} tabIndex={-1}>
          Writes to {recordsWord(filter.account)}
        </h2>
        <div class="filters">
          <label class="unseen" for="account">
            Account
          </label>
          <select
            id="account"
            class="input"
            value={filter.account ?? ""}
            onChange={(e) => choose.run({ ...only("state", filter.state), ...only("account", e.currentTarget.value || undefined) })}
          >
            <option value="">All accounts</option>
            {crms.map((a) => (
              <option key={a.name} value={a.name}>
                {a.name}
              </option>
            ))}
          </select>
        </div>
      </div>
      <Tabs tab={tab} counts={shown} choose={(t) => choose.run({ ...only("state", t === "all" ? undefined : t), ...only("account", filter.account) })} />
      <div id="writes-panel" class="card writes-panel" role="tabpanel" aria-labelledby={"tab-" + tab}>
        <p class="said small" role="status">
          {state.said}
        </p>
        <Problem text={choose.problem} />
        {tab === "held" && (
          <From least="supervisor">
            <RetryAll board={board} state={state} done={done} />
          </From>
        )}
        {state.writes.length === 0 ? (
          <Nothing tab={tab} account={filter.account} trouble={crms.filter((a) => a.state === "trouble" && (filter.account ?? a.name) === a.name).map((a) => a.name)} />
        ) : (
          <div class="scroll">
            <table class="work">
              <thead>
                <tr>
                  {columns(tab, filter.account).map((c) => (
                    <th key={c} scope="col" class={c === "Tries" ? "number" : undefined}>
                      {c}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {state.writes.map((w) => (
                  <Row
                    key={w.key}
                    board={board}
                    w={w}
                    tab={tab}
                    now={now}
                    opened={state.opened === w.key}
                    interaction={state.interaction?.id === w.interaction ? state.interaction : undefined}
                    done={done}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {(state.newer.length > 0 || state.writes.length >= rowLimit) && (
          <p class="pages">
            <button type="button" class="button slim" aria-disabled={turn.busy || state.newer.length === 0} onClick={() => state.newer.length > 0 && turn.run("newer")}>
              Newer
            </button>
            <span class="muted small">Page {state.newer.length + 1}</span>
            <button type="button" class="button slim" aria-disabled={turn.busy || state.writes.length < rowLimit} onClick={() => state.writes.length >= rowLimit && turn.run("older")}>
              Older
            </button>
          </p>
        )}
        <Problem text={turn.problem} />
      </div>
    </section>
  );
}

/** A filter of one key, or none. */
function only<K extends keyof WriteFilter>(key: K, value: WriteFilter[K] | undefined): WriteFilter {
  return value === undefined ? {} : { [key]: value };
}

/** One button for each account that has something held. */
function RetryAll({ board, state, done }: { board: Board; state: BoardState; done: (work: Promise<unknown>) => Promise<unknown> }): JSX.Element | null {
  const retry = useAction(useCallback((account: string) => done(board.retryAll(account)), [board, done]));
  const held = state.writes.filter((w) => w.state === "held");
  const accounts = [...new Set(held.map((w) => w.account))].sort();
  if (accounts.length === 0) return null;
  return (
    <div class="retry-all">
      {accounts.map((a) => (
        <button key={a} type="button" class="button slim" aria-disabled={retry.busy} onClick={() => retry.run(a)}>
          Retry all held of {a}
        </button>
      ))}
      <Problem text={retry.problem} />
    </div>
  );
}

function Nothing({ tab, account, trouble }: { tab: Tab; account: string | undefined; trouble: readonly string[] }): JSX.Element {
  const where = account === undefined ? "" : ` in ${account}`;
  if (tab === "held" && trouble.length > 0) {
    return (
      <p class="muted blank">
        Nothing{where} needs somebody. What is for <bdi>{trouble.join(", ")}</bdi> waits until the trouble there is over.
      </p>
    );
  }
  if (tab === "held") {
    return (
      <div class="well">
        <Icon of={checkIcon} />
        <p>
          <strong>All is well.</strong> Nothing{where} needs somebody.
        </p>
        <p class="muted small">What waits goes into its {recordWord(account)} by itself.</p>
      </div>
    );
  }
  return <p class="muted blank">{tab === "all" ? `Nothing has been written${where} yet.` : `${tabs[tab].none}${where}.`}</p>;
}
