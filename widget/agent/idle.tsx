import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { newID } from "../api/ids";
import type { Interaction } from "../api/schema";
import type { Dial } from "../hosts/host";
import { useAction, useNow } from "../ui/hooks";
import { Icon, type IconName } from "../ui/icons";
import { Problem } from "../ui/message";
import { callerName, issue, outcomeWord, shortTime, stateWord } from "../ui/words";
import { onRecord, type Arrangement } from "./arrange";
import type { Desk, DeskState } from "./desk";

/** Between calls: what waits for somebody, a number to dial, and what was. */
export function Idle({ desk, state, arrangement }: { desk: Desk; state: DeskState; arrangement: Arrangement }): JSX.Element {
  return (
    <>
      {arrangement.ringing.length === 0 && (
        <>
          <p class="ready">{state.live === "live" ? "Ready — calls ring here" : "Calls ring here again as soon as the connection is back."}</p>
          <DialBox desk={desk} state={state} />
        </>
      )}
      <List title="Needs you" interactions={arrangement.needs} desk={desk} record={state.record} />
      <List title="Recent" interactions={arrangement.recent.slice(0, 30)} desk={desk} record={state.record} empty="Nothing yet. Calls and messages will be listed here." />
    </>
  );
}

function DialBox({ desk, state }: { desk: Desk; state: DeskState }): JSX.Element {
  const [number, setNumber] = useState("");
  const callID = useRef(newID());
  const button = useRef<HTMLButtonElement>(null);
  const focused = useRef<Dial | undefined>(undefined);
  useEffect(() => {
    if (state.dial === undefined) return;
    setNumber(state.dial.number);
    callID.current = newID();
  }, [state.dial]);
  useEffect(() => {
    // Somebody clicked the number: one more key places the call. A button that has no number yet takes no focus.
    if (state.dial === undefined || state.dial === focused.current || number !== state.dial.number) return;
    focused.current = state.dial;
    button.current?.focus();
  }, [state.dial, number]);
  const call = useAction(
    useCallback(async () => {
      await desk.dial(number.trim(), callID.current);
      callID.current = newID();
    }, [desk, number]),
  );
  const ticket = state.dial?.record ?? state.record;
  return (
    <section class="card dial" aria-label="Call a customer">
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (number.trim() !== "") call.run();
        }}
      >
        <label class="unseen" for="dial">
          Number to call
        </label>
        <input
          id="dial"
          class="input"
          type="tel"
          dir="ltr"
          placeholder="Number to call"
          autocomplete="off"
          maxLength={40}
          value={number}
          onInput={(e) => {
            setNumber(e.currentTarget.value);
            callID.current = newID();
          }}
        />
        <button ref={button} type="submit" class="button primary" disabled={call.busy || number.trim() === ""}>
          <Icon name="phone" /> {call.busy ? "Calling…" : "Call"}
        </button>
      </form>
      <p class="muted small">{ticket === undefined ? "No ticket is open: the call gets one of its own." : "The call is logged on the open ticket."}</p>
      <Problem text={call.problem} />
    </section>
  );
}

interface ListProps {
  title: string;
  interactions: Interaction[];
  desk: Desk;
  record: string | undefined;
  empty?: string;
}

export function List({ title, interactions, desk, record, empty }: ListProps): JSX.Element | null {
  const now = useNow(30_000);
  if (interactions.length === 0 && empty === undefined) return null;
  return (
    <section class="list" aria-label={title}>
      <h2>
        {title} {title === "Needs you" && <span class="badge warn">{interactions.length}</span>}
      </h2>
      {interactions.length === 0 ? (
        <p class="muted card blank">{empty}</p>
      ) : (
        <ul class="card">
          {interactions.map((i) => (
            <li key={i.id}>
              <button type="button" class="row" onClick={() => desk.open(i.id)}>
                <span class={"glyph " + glyphTone(i)}>
                  <Icon name={glyph(i)} />
                </span>
                <span class="row-main">
                  <span class="row-name">
                    <bdi>{callerName(i)}</bdi>
                  </span>
                  <span class="row-sub muted small">
                    <bdi>{issue(i.issue_path) || (i.channel === "message" ? "Message" : i.direction === "outbound" ? "Outgoing call" : "Call")}</bdi>
                  </span>
                </span>
                <span class="row-side small">
                  <span class="muted">{shortTime(i.started_at, now)}</span>
                  <Standing i={i} record={record} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function glyph(i: Interaction): IconName {
  if (i.channel === "message") return "message";
  return i.direction === "outbound" ? "out" : "in";
}

function glyphTone(i: Interaction): string {
  return i.channel === "voice" && i.call?.outcome !== undefined && i.call.outcome !== "answered" ? "missed" : "";
}

/** The one word that matters most about an interaction in a list. */
function Standing({ i, record }: { i: Interaction; record: string | undefined }): JSX.Element {
  if (i.ticket.state === "unclear") return <span class="badge warn">Which ticket?</span>;
  if (i.items.some((it) => it.delivery.state === "held")) return <span class="badge bad">Needs you</span>;
  if (i.state !== "closed") return <span class="badge accent">{stateWord(i)}</span>;
  if (i.items.some((it) => it.delivery.state === "waiting")) return <span class="badge warn">Waiting</span>;
  if (onRecord(i, record)) return <span class="badge good">This ticket</span>;
  if (i.ticket.number !== undefined) return <span class="muted">{i.ticket.number}</span>;
  return <span class="muted">{outcomeWord(i)}</span>;
}
