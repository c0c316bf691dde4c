import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Interaction } from "../../api/schema";
import { shortTime } from "../../ui/format";
import { issue } from "../../ui/issue";
import { useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { incomingIcon, messageIcon, outgoingIcon } from "../../ui/icons-later";
import { outcomeWord, stateWord } from "../../words/names";
import { callerName } from "../../words/people";
import { inCall, isMine, onRecord, unsettled } from "../shell/arrange";
import { Slot, type Whole } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import { t } from "./words";

/** Between calls: what waits for somebody, and what was. */
export function Lists({ workspace, state, arrangement }: Whole): JSX.Element {
  const [found, instead] = useState(false);
  const past = arrangement.recent.filter((i) => i.state !== "ringing"); // who waits has a place of their own
  const none = arrangement.ringing.length + arrangement.needs.length === 0;
  return (
    <>
      <List title={t("history.needs")} counted interactions={arrangement.needs} workspace={workspace} record={state.record} />
      <div class="lookup-place">
        <Slot at="lookup" workspace={workspace} state={state} arrangement={arrangement} instead={instead} />
      </div>
      {!found && <List title={t("history.recent")} interactions={past.slice(0, 30)} workspace={workspace} record={state.record} {...(none ? { empty: t("history.nothing") } : {})} />}
    </>
  );
}

/** Beside a ticket: all that belongs to it. */
export function OnTicket({ workspace, arrangement }: Whole): JSX.Element {
  const { call, needs, ringing, recent } = arrangement;
  return <List title={t("history.on_ticket")} interactions={[...(call === undefined ? [] : [call]), ...needs, ...ringing, ...recent]} workspace={workspace} record={undefined} empty={t("history.nothing_on_ticket")} />;
}

/** The row that was opened last: whoever comes back is there again. */
const leftOf = (_: Workspace): { id: string } => ({ id: "" });

interface ListProps {
  title: string;
  /** Shows how many there are. */
  counted?: boolean;
  interactions: Interaction[];
  workspace: Workspace;
  record: string | undefined;
  empty?: string;
}

export function List({ title, counted, interactions, workspace, record, empty }: ListProps): JSX.Element | null {
  const now = useNow(30_000);
  const left = workspace.model(leftOf);
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
              <button
                type="button"
                class="row"
                data-next={left.id === i.id || undefined}
                onClick={() => {
                  left.id = i.id;
                  if (!workspace.takesCalls && inCall(i) && isMine(i, workspace.agent)) workspace.host.showPane?.();
                  else workspace.open(i.id);
                }}
              >
                <span class={"glyph " + glyphTone(i)}>
                  <Icon of={glyph(i)} />
                </span>
                <span class="row-main">
                  <span class="row-name">
                    <bdi>{callerName(i)}</bdi>
                  </span>
                  <span class="row-sub muted small">
                    <bdi>{issue(i) || t(i.channel === "message" ? "history.message" : i.direction === "outbound" ? "history.outgoing" : "history.incoming")}</bdi>
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

function glyph(i: Interaction): string {
  if (i.channel === "message") return messageIcon;
  return i.direction === "outbound" ? outgoingIcon : incomingIcon;
}

function glyphTone(i: Interaction): string {
  return i.channel === "voice" && i.call?.outcome !== undefined && i.call.outcome !== "answered" ? "missed" : "";
}

/** The one word that matters most about an interaction in a list. */
function Standing({ i, record }: { i: Interaction; record: string | undefined }): JSX.Element {
  if (i.ticket.state === "unclear") return <span class="badge warn">{t("history.which")}</span>;
  if (unsettled(i, "held")) return <span class="badge bad">{t("history.needs")}</span>;
  if (i.state !== "closed") return <span class="badge accent">{stateWord(i)}</span>;
  if (unsettled(i, "waiting")) return <span class="badge warn">{t("history.waiting")}</span>;
  if (onRecord(i, record)) return <span class="badge good">{t("history.this_ticket")}</span>;
  if (i.ticket.number !== undefined) return <span class="muted">{i.ticket.number}</span>;
  return <span class="muted">{outcomeWord(i)}</span>;
}
