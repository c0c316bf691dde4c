import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { Interaction, Item, WriteRow } from "../api/schema";
import { HeldActions } from "../worklist/actions";
import { Choice } from "../worklist/choice";
import { Preview } from "../worklist/preview";
import { useAction } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { chevronIcon } from "../ui/icons-later";
import { Problem } from "../ui/message";
import { callerName } from "../words/people";
import { itemName } from "../kinds";
import { clock, minute } from "../ui/format";
import { issue } from "../ui/issue";
import type { Board } from "./board";
import { nounOf, recordTitle } from "./noun";
import { useMay } from "./role";
import { TicketRef } from "./overview";
import { tabs, type Tab } from "./tabs";

/** The headings of a tab; a tab of one state does not repeat it in every row. */
export function columns(tab: Tab, account?: string): string[] {
  const all = ["What", "Account", recordTitle(account), "Since", "Why", "Tries", "Next try"];
  return tab === "all" ? ["State", ...all] : all;
}

interface Props {
  board: Board;
  w: WriteRow;
  tab: Tab;
  now: Date;
  opened: boolean;
  interaction: Interaction | undefined;
  /** Runs what may take the row away. */
  done: (work: Promise<unknown>) => Promise<unknown>;
}

/** One write; opened, its exact text and what can be done about it. */
export function Row({ board, w, tab, now, opened, interaction, done }: Props): JSX.Element {
  const open = useAction(useCallback(() => board.open(opened ? undefined : w), [board, opened, w]));
  const may = useMay("supervisor");
  const state = tabs[w.state];
  const what = itemName(w.kind as Item["kind"]);
  const details = "details-" + w.key;
  return (
    <>
      <tr class={opened ? "opened" : undefined}>
        {tab === "all" && (
          <td data-label="State">
            <span class={"badge " + state.tone}>{state.word}</span>
          </td>
        )}
        <th scope="row" data-label="What">
          <button type="button" class="link opener" aria-expanded={opened} aria-controls={opened ? details : undefined} onClick={() => open.run()}>
            <Icon of={chevronIcon} /> {what}
          </button>
          <Problem text={open.problem} />
        </th>
        <td data-label="Account" dir="auto">
          {w.account}
        </td>
        <td data-label={recordTitle(w.account)}>{w.ticket ? <TicketRef number={w.ticket} url={w.ticket_url} /> : <span class="muted">none yet</span>}</td>
        <td data-label="Since" class="time">
          {clock(w.since ?? w.created_at, now)}
        </td>
        <td data-label="Why" class={"why " + w.state} dir="auto">
          {w.reason ?? <span class="muted">—</span>}
        </td>
        <td data-label="Tries" class="number">
          {w.attempts === 0 ? <span class="muted">—</span> : w.attempts}
        </td>
        <td data-label="Next try" class="time">
          {nextTry(w, now, may)}
        </td>
      </tr>
      {opened && (
        <tr id={details} class="detail">
          <td colSpan={columns(tab).length}>
            <Details board={board} w={w} what={what} interaction={interaction} done={done} />
          </td>
        </tr>
      )}
    </>
  );
}

function nextTry(w: WriteRow, now: Date, may: boolean): JSX.Element | string {
  if (w.state === "held") return may ? "when you say so" : "when somebody says so";
  if (w.state !== "waiting") return <span class="muted">—</span>;
  return w.next_at === undefined || new Date(w.next_at) <= now ? "soon" : minute(w.next_at, now);
}

function Details({ board, w, what, interaction, done }: Omit<Props, "tab" | "now" | "opened"> & { what: string }): JSX.Element {
  const [moving, setMoving] = useState(false);
  const may = useMay("supervisor");
  return (
    <section class="details" aria-label={`${what}, in full`}>
      {interaction !== undefined && (
        <p>
          <strong dir="auto">{callerName(interaction)}</strong> <span dir="auto">{issue(interaction)}</span>
        </p>
      )}
      <Preview client={board.client} interaction={w.interaction} write={w.key} version={interaction?.version ?? 0} noun={nounOf(w.account)} />
      {!may && (w.state === "held" || w.state === "waiting") && <p class="muted small">A supervisor or owner can have it tried again, moved or dropped.</p>}
      {may && w.state === "waiting" && (w.reason !== undefined || w.next_at !== undefined) && <TryNow retry={() => done(board.retry(w))} />}
      {may && w.state === "held" && (
        <HeldActions
          client={board.client}
          interaction={w.interaction}
          write={w.key}
          version={interaction?.version ?? 0}
          noun={nounOf(w.account)}
          what={what}
          shown
          retry={() => done(board.retry(w))}
          drop={(reason) => done(board.drop(w, reason))}
          elsewhere={() => setMoving(!moving)}
        />
      )}
      {moving && interaction !== undefined && <Choice i={interaction} noun={nounOf(w.account)} choose={(choice) => done(board.move(w, choice))} />}
      <p class="muted small key" dir="ltr">
        {w.key}
      </p>
    </section>
  );
}

/** For what waits for a better moment, when an admin knows that it has come. */
function TryNow({ retry }: { retry: () => Promise<unknown> }): JSX.Element {
  const now = useAction(retry);
  return (
    <p>
      <button type="button" class="button slim" aria-disabled={now.busy} onClick={() => now.run()}>
        Try now
      </button>
      <Problem text={now.problem} />
    </p>
  );
}
