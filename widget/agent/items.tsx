import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import type { Delivery, Interaction, Item } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Icon, type IconName } from "../ui/icons";
import { later } from "../ui/later";
import { Problem } from "../ui/message";
import { useObserved } from "../ui/observed";
import { colleague, deliverySentence, fileSize, itemName, shortTime, ticketWord, type CRM } from "../ui/words";
import { say, t } from "../words/catalogue";
import type { Desk } from "./desk";
import type { Pending } from "./notes";
import { Photo, isPhoto } from "./photo";
import { TicketLink } from "./ticket";

/** What stands still is rare. */
export const HeldActions = later(() => import("../held/actions").then((m) => m.HeldActions));

interface Props {
  desk: Desk;
  i: Interaction;
  crm: CRM;
  chooseTicket: () => void;
}

const icons: Record<Item["kind"], IconName> = {
  contact: "ticket",
  message: "message",
  file: "file",
  note: "note",
  "call-log": "phone",
  "wrap-up": "check",
  ask: "message",
  pointer: "pin",
};

const deliveryIcons: Record<Delivery["state"], IconName> = { waiting: "clock", landed: "check", held: "alert", dropped: "close" };

/** Everything that goes into the ticket, newest first, each with where it stands. */
export function Items({ desk, i, crm, chooseTicket }: Props): JSX.Element | null {
  const { pending } = useObserved(desk.notes);
  const unsaved = pending.filter((p) => p.interaction === i.id);
  const items = [...i.items].sort((a, b) => b.at.localeCompare(a.at));
  const held = items.filter((it) => it.delivery.state === "held");
  const retryAll = useAction(useCallback(() => desk.retry(i), [desk, i]));
  if (items.length === 0 && unsaved.length === 0) return null;
  return (
    <section class="items" aria-label={t("items.label")}>
      <h3>
        {t("items.label")}
        {held.length > 1 && (
          <button type="button" class="button slim push" disabled={retryAll.busy} onClick={() => retryAll.run()}>
            {t("items.retry_all", { count: held.length })}
          </button>
        )}
      </h3>
      <Problem text={retryAll.problem} />
      <ul class="card">
        {unsaved.map((p) => (
          <li key={p.id}>
            <Unsaved desk={desk} note={p} />
          </li>
        ))}
        {items.map((it) => (
          <li key={it.key}>
            <Line desk={desk} i={i} it={it} crm={crm} chooseTicket={chooseTicket} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ desk, i, it, crm, chooseTicket }: Props & { it: Item }): JSX.Element {
  const now = useNow(30_000);
  const title = itemName(it.kind);
  const time = shortTime(it.at, now);
  return (
    <article class="item">
      <span class="glyph">
        <Icon name={icons[it.kind]} />
      </span>
      <div class="item-main">
        <p class="item-title">
          <strong dir="auto">{it.file?.name ?? title}</strong>
          <span class="muted small">
            {it.agent?.name ? say("items.by", { author: <bdi>{colleague(it.agent.name)}</bdi>, time }) : it.from === "customer" ? t("items.by_customer", { time }) : time}
          </span>
        </p>
        {it.kind === "pointer" && <p class="small">{t("items.pointer")}</p>}
        {it.text !== undefined && it.text !== "" && (
          <p class="item-text" dir="auto">
            {it.text}
          </p>
        )}
        {it.file?.removed_at !== undefined && (
          <p class="small muted">
            {t(it.delivery.state === "dropped" ? "file.removed_dropped" : "file.removed", { time: shortTime(it.file.removed_at, now) })}{" "}
            {it.delivery.state === "landed" && i.ticket.id !== undefined && (
              <TicketLink desk={desk} word={ticketWord(crm)} id={i.ticket.id} number={i.ticket.number} url={i.ticket.url} />
            )}
          </p>
        )}
        {it.file !== undefined && it.file.removed_at === undefined && !isPhoto(it.file) && (
          <p class="small">
            <Photo desk={desk} interaction={i.id} file={it.file} /> <span class="muted">{fileSize(it.file.size)}</span>
          </p>
        )}
        <p class={"delivery " + it.delivery.state}>
          <Icon name={deliveryIcons[it.delivery.state]} />
          <span>{deliverySentence(it.delivery, crm, now)}</span>
        </p>
        {it.delivery.state === "held" && (
          <HeldActions
            client={desk.client}
            interaction={i.id}
            write={it.key}
            version={i.version}
            word={ticketWord(crm)}
            what={it.file?.name ?? title}
            retry={() => desk.retry(i, it.key)}
            drop={(reason) => desk.drop(i, it.key, reason)}
            elsewhere={chooseTicket}
          />
        )}
      </div>
    </article>
  );
}

/** A note the server does not have yet. */
function Unsaved({ desk, note }: { desk: Desk; note: Pending }): JSX.Element {
  return (
    <article class="item unsaved">
      <span class="glyph">
        <Icon name="note" />
      </span>
      <div class="item-main">
        <p class="item-title">
          <strong>{t("note.label")}</strong>
        </p>
        <p class="item-text" dir="auto">
          {note.text}
        </p>
        <p class={"delivery " + (note.state === "refused" ? "held" : "waiting")} role="status">
          <Icon name={note.state === "refused" ? "alert" : "clock"} />
          <span>
            {note.state === "sending" && t("items.saving")}
            {note.state === "retrying" && note.problem}
            {note.state === "refused" && t("items.not_saved", { problem: note.problem })}
          </span>
        </p>
        {note.state === "refused" && (
          <p class="held-buttons">
            <button type="button" class="button slim" onClick={() => void desk.notes.tryAgain(note.id)}>
              {t("entrance.try_again")}
            </button>
            <button type="button" class="button slim" onClick={() => desk.notes.takeBack(note.id)}>
              {t("items.edit")}
            </button>
          </p>
        )}
      </div>
    </article>
  );
}
