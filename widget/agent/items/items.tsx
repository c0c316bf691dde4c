import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { retryWrites } from "../../api/interactions";
import type { Delivery, Item } from "../../api/schema";
import { itemIcon, itemName } from "../../kinds";
import { fileSize, shortTime } from "../../ui/format";
import { useAction, useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { alertIcon, checkIcon } from "../../ui/icons";
import { clockIcon, closeIcon } from "../../ui/icons-later";
import { Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import { ticketWord } from "../../words/names";
import { colleague } from "../../words/people";
import { isPhoto } from "../files/kinds";
import { notesOf, type Notes, type Pending } from "../notes/notes";
import { Slot, type One } from "../shell/slots";
import { TicketLink } from "../ticket/link";
import { deliverySentence } from "./delivery";
import { say, t } from "./words";

const deliveryIcons: Record<Delivery["state"], string> = { waiting: clockIcon, landed: checkIcon, held: alertIcon, dropped: closeIcon };

/** Everything that goes into the ticket, newest first, each with where it stands. */
export function Items({ workspace, state, i }: One): JSX.Element | null {
  const notes = workspace.model(notesOf);
  const { pending } = useObserved(notes);
  const unsaved = pending.filter((p) => p.interaction === i.id);
  const items = [...i.items].sort((a, b) => b.at.localeCompare(a.at));
  const held = items.filter((it) => it.delivery.state === "held");
  const retryAll = useAction(useCallback(async () => workspace.take(await retryWrites(workspace.client, i.id)), [workspace, i]));
  if (items.length === 0 && unsaved.length === 0) return null;
  return (
    <section class="items" aria-label={t("items.label")}>
      <h3>
        {t("items.label")}
        {held.length > 1 && (
          <button type="button" class="button slim push" aria-disabled={retryAll.busy} onClick={() => retryAll.run()}>
            {t("items.retry_all", { count: held.length })}
          </button>
        )}
      </h3>
      <Problem text={retryAll.problem} />
      <ul class="card">
        {unsaved.map((p) => (
          <li key={p.id}>
            <Unsaved notes={notes} note={p} />
          </li>
        ))}
        {items.map((it) => (
          <li key={it.key}>
            <Line workspace={workspace} state={state} i={i} it={it} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ workspace, state, i, it }: One & { it: Item }): JSX.Element {
  const crm = state.me?.crm ?? "zendesk";
  const now = useNow(30_000);
  const title = i.asks?.find((a) => a.id === it.note)?.label ?? itemName(it.kind); // an answer is called what was asked for
  const time = shortTime(it.at, now);
  return (
    <article class="item">
      <span class="glyph">
        <Icon of={itemIcon(it.kind)} />
      </span>
      <div class="item-main">
        <p class="item-title">
          <strong dir="auto">{it.file?.name ?? title}</strong>
          <span class="muted small">
            {it.agent?.name ? say("items.by", { author: <bdi>{colleague(it.agent.name)}</bdi>, time }) : it.from === "customer" ? t("items.by_customer", { time }) : time}
          </span>
        </p>
        {it.kind === "pointer" && <p class="small">{t("items.pointer")}</p>}
        {it.text !== undefined && it.text !== "" && it.kind !== "message" /* it stands above all else */ && (
          <p class="item-text" dir="auto">
            {it.text}
          </p>
        )}
        {it.file?.removed_at !== undefined && (
          <p class="small muted">
            {t(it.delivery.state === "dropped" ? "items.file_removed_dropped" : "items.file_removed", { time: shortTime(it.file.removed_at, now) })}{" "}
            {it.delivery.state === "landed" && i.ticket.id !== undefined && (
              <TicketLink workspace={workspace} word={ticketWord()} id={i.ticket.id} number={i.ticket.number} url={i.ticket.url} />
            )}
          </p>
        )}
        {it.file !== undefined && it.file.removed_at === undefined && !isPhoto(it.file) && (
          <p class="small">
            <Slot at="file" workspace={workspace} state={state} interaction={i.id} file={it.file} /> <span class="muted">{fileSize(it.file.size)}</span>
          </p>
        )}
        <p class={"delivery " + it.delivery.state}>
          <Icon of={deliveryIcons[it.delivery.state]} />
          <span>{deliverySentence(it.delivery, crm, now)}</span>
        </p>
        {it.delivery.state === "held" && <Slot at="held" workspace={workspace} state={state} i={i} item={it} />}
      </div>
    </article>
  );
}

/** A note the server does not have yet. */
function Unsaved({ notes, note }: { notes: Notes; note: Pending }): JSX.Element {
  return (
    <article class="item unsaved">
      <span class="glyph">
        <Icon of={itemIcon("note")} />
      </span>
      <div class="item-main">
        <p class="item-title">
          <strong>{itemName("note")}</strong>
        </p>
        <p class="item-text" dir="auto">
          {note.text}
        </p>
        <p class={"delivery " + (note.state === "refused" ? "held" : "waiting")}>
          <Icon of={note.state === "refused" ? alertIcon : clockIcon} />
          {note.state === "sending" && <span>{t("items.saving")}</span>}
          <span role="status">
            {note.state === "retrying" && note.problem}
            {note.state === "refused" && t("items.not_saved", { problem: note.problem })}
          </span>
        </p>
        {note.state === "refused" && (
          <p class="held-buttons">
            <button type="button" class="button slim" onClick={() => void notes.tryAgain(note.id)}>
              {t("entrance.try_again")}
            </button>
            <button type="button" class="button slim" onClick={() => notes.takeBack(note.id)}>
              {t("items.edit")}
            </button>
          </p>
        )}
      </div>
    </article>
  );
}
