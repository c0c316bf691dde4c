import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { newID } from "../api/ids";
import type { Interaction } from "../api/schema";
import type { Dial } from "../hosts/host";
import { useAction, useNow } from "../ui/hooks";
import { Icon, type IconName } from "../ui/icons";
import { keepComposing } from "../ui/keys";
import { Problem } from "../ui/message";
import { callerName, issue, outcomeWord, shortTime, stateWord } from "../ui/words";
import { t } from "../words/catalogue";
import { onRecord, type Arrangement } from "./arrange";
import type { Desk, DeskState } from "./desk";
import { Missed } from "./missed";

/** Between calls: what waits for somebody, a number to dial, and what was. */
export function Idle({ desk, state, arrangement }: { desk: Desk; state: DeskState; arrangement: Arrangement }): JSX.Element {
  const none = arrangement.ringing.length + arrangement.needs.length === 0;
  return (
    <>
      {arrangement.ringing.length === 0 && (
        <>
          <p class="ready">{t(state.live !== "live" ? "idle.disconnected" : state.me?.status?.state === "away" ? "idle.away" : "idle.ready")}</p>
          <DialBox desk={desk} state={state} />
        </>
      )}
      <Missed desk={desk} missed={state.me?.missed ?? []} />
      <List title={t("idle.needs")} counted interactions={arrangement.needs} desk={desk} record={state.record} />
      <List title={t("idle.recent")} interactions={arrangement.recent.slice(0, 30)} desk={desk} record={state.record} {...(none ? { empty: t("idle.nothing") } : {})} />
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
    <section class="card dial" aria-label={t("dial.label")}>
      <form
        onKeyDown={keepComposing}
        onSubmit={(e) => {
          e.preventDefault();
          if (number.trim() !== "") call.run();
        }}
      >
        <label class="unseen" for="dial">
          {t("dial.number")}
        </label>
        <input
          id="dial"
          class="input"
          type="tel"
          dir="ltr"
          placeholder={t("dial.number")}
          autocomplete="off"
          maxLength={40}
          value={number}
          onInput={(e) => {
            setNumber(e.currentTarget.value);
            callID.current = newID();
          }}
        />
        <button ref={button} type="submit" class="button primary" disabled={call.busy || number.trim() === ""}>
          <Icon name="phone" /> {t(call.busy ? "dial.calling" : "dial.call")}
        </button>
      </form>
      <p class="muted small">{t(ticket === undefined ? "dial.no_ticket" : "dial.on_ticket")}</p>
      <Problem text={call.problem} />
    </section>
  );
}

interface ListProps {
  title: string;
  /** Shows how many there are. */
  counted?: boolean;
  interactions: Interaction[];
  desk: Desk;
  record: string | undefined;
  empty?: string;
}

export function List({ title, counted, interactions, desk, record, empty }: ListProps): JSX.Element | null {
  const now = useNow(30_000);
  if (interactions.length === 0 && empty === undefined) return null;
  return (
    <section class="list" aria-label={title}>
      <h2>
        {title} {counted && <span class="badge warn">{interactions.length}</span>}
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
                    <bdi>{issue(i.issue_path) || t(i.channel === "message" ? "idle.message" : i.direction === "outbound" ? "idle.outgoing" : "idle.incoming")}</bdi>
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
  if (i.ticket.state === "unclear") return <span class="badge warn">{t("idle.which")}</span>;
  if (i.items.some((it) => it.delivery.state === "held")) return <span class="badge bad">{t("idle.needs")}</span>;
  if (i.state !== "closed") return <span class="badge accent">{stateWord(i)}</span>;
  if (i.items.some((it) => it.delivery.state === "waiting")) return <span class="badge warn">{t("idle.waiting")}</span>;
  if (onRecord(i, record)) return <span class="badge good">{t("idle.this_ticket")}</span>;
  if (i.ticket.number !== undefined) return <span class="muted">{i.ticket.number}</span>;
  return <span class="muted">{outcomeWord(i)}</span>;
}
