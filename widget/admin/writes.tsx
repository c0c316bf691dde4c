import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import type { AccountHealth, Overview, WriteFilter, WriteRow } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Problem } from "../ui/message";
import { clock, minute } from "../ui/words";
import type { Board, BoardState } from "./board";
import { TicketRef } from "./overview";

type State = WriteRow["state"];

const states: Record<State, [word: string, tone: string]> = {
  waiting: ["Waiting", "warn"],
  sending: ["Sending", "accent"],
  held: ["Needs a person", "bad"],
  landed: ["In the CRM", "good"],
};

const kinds: Record<string, string> = {
  contact: "Who called, and why",
  message: "Message",
  file: "File",
  note: "Note",
  "call-log": "Call log",
  "wrap-up": "Closing note",
};

interface Props {
  board: Board;
  state: BoardState;
  counts: Overview["counts"];
  accounts: readonly AccountHealth[];
}

/** Every write with where it stands, and a way on for those that stand still. */
export function Writes({ board, state, counts, accounts }: Props): JSX.Element {
  const now = useNow(10_000);
  const filter = state.filter;
  const choose = useAction(
    useCallback(
      (part: WriteFilter) => {
        const next = { ...filter, ...part };
        for (const key of ["state", "account"] as const) if (next[key] === undefined) delete next[key];
        return board.show(next);
      },
      [board, filter],
    ),
  );
  return (
    <section aria-labelledby="writes">
      <div class="writes-head">
        <h2 id="writes">Writes to tickets</h2>
        <div class="filters" role="group" aria-label="Show only">
          <Filter word="All" count={undefined} on={filter.state === undefined} choose={() => choose.run(without("state"))} />
          {(Object.keys(states) as State[]).map((s) => (
            <Filter key={s} word={states[s][0]} count={counts[s]} on={filter.state === s} choose={() => choose.run({ state: s })} />
          ))}
          <label class="unseen" for="account">
            Account
          </label>
          <select
            id="account"
            class="input"
            value={filter.account ?? ""}
            onChange={(e) => choose.run(e.currentTarget.value === "" ? without("account") : { account: e.currentTarget.value })}
          >
            <option value="">All accounts</option>
            {accounts
              .filter((a) => a.kind !== "twilio")
              .map((a) => (
                <option key={a.name} value={a.name}>
                  {a.name}
                </option>
              ))}
          </select>
        </div>
      </div>
      <Problem text={choose.problem} />
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th>State</th>
              <th>What</th>
              <th>Ticket</th>
              <th>Account</th>
              <th>Since</th>
              <th class="number">Tries</th>
              <th>
                <span class="unseen">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {state.writes.length === 0 && (
              <tr>
                <td colSpan={7} class="muted blank">
                  {filter.state === undefined && filter.account === undefined ? "Nothing has been written yet." : "No write is in this state."}
                </td>
              </tr>
            )}
            {state.writes.map((w) => (
              <Row key={w.key} board={board} w={w} now={now} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** An explicit undefined takes a filter away. */
function without(key: "state" | "account"): WriteFilter {
  return { [key]: undefined } as WriteFilter;
}

function Filter({ word, count, on, choose }: { word: string; count: number | undefined; on: boolean; choose: () => void }): JSX.Element {
  return (
    <button type="button" class="chip" aria-pressed={on} onClick={choose}>
      {word} {count !== undefined && <span class="count">{count}</span>}
    </button>
  );
}

function Row({ board, w, now }: { board: Board; w: WriteRow; now: Date }): JSX.Element {
  const retry = useAction(useCallback(() => board.retry(w.key), [board, w.key]));
  const [word, tone] = states[w.state];
  return (
    <tr>
      <td data-label="State">
        <span class={"badge " + tone}>{word}</span>
      </td>
      <td data-label="What" class="what">
        <strong>{kinds[w.kind] ?? w.kind}</strong>
        {w.reason && (
          <span class={"small reason " + w.state} dir="auto">
            {w.reason}
          </span>
        )}
        <span class="muted small key" dir="ltr">
          {w.key}
        </span>
        <Problem text={retry.problem} />
      </td>
      <td data-label="Ticket">{w.ticket ? <TicketRef number={w.ticket} url={w.ticket_url} /> : "—"}</td>
      <td data-label="Account">{w.account}</td>
      <td data-label="Since" class="time">
        {clock(w.created_at, now)}
        {w.next_at !== undefined && w.state === "waiting" && <span class="small muted">next {minute(w.next_at, now)}</span>}
      </td>
      <td data-label="Tries" class="number">
        {w.attempts}
      </td>
      <td class="action">
        {w.state === "held" && (
          <button type="button" class="button slim" disabled={retry.busy} aria-label={"Retry " + w.key} onClick={() => retry.run()}>
            {retry.busy ? "Retrying…" : "Retry"}
          </button>
        )}
      </td>
    </tr>
  );
}
