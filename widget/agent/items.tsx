import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import type { Delivery, Interaction, Item } from "../api/schema";
import { HeldActions } from "../held/actions";
import { useAction, useNow } from "../ui/hooks";
import { Icon, type IconName } from "../ui/icons";
import { Problem } from "../ui/message";
import { useObserved } from "../ui/observed";
import { deliverySentence, fileSize, itemNames, shortTime, ticketWord, type CRM } from "../ui/words";
import type { Desk } from "./desk";
import type { Pending } from "./notes";
import { Photo, isPhoto } from "./photo";

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
    <section class="items" aria-label="Written to the ticket">
      <h3>
        Written to the ticket
        {held.length > 1 && (
          <button type="button" class="button slim push" disabled={retryAll.busy} onClick={() => retryAll.run()}>
            Retry all {held.length}
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
  const title = itemNames[it.kind];
  const author = it.agent?.name || (it.from === "customer" ? "the customer" : "");
  return (
    <article class="item">
      <span class="glyph">
        <Icon name={icons[it.kind]} />
      </span>
      <div class="item-main">
        <p class="item-title">
          <strong dir="auto">{it.file?.name ?? title}</strong>
          <span class="muted small">
            {author === "" ? "" : <span dir="auto">{author}, </span>}
            {shortTime(it.at, now)}
          </span>
        </p>
        {it.kind === "pointer" && <p class="small">Tells its readers where this contact stands now.</p>}
        {it.text !== undefined && it.text !== "" && (
          <p class="item-text" dir="auto">
            {it.text}
          </p>
        )}
        {it.file !== undefined && !isPhoto(it.file) && (
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
          <strong>Note</strong>
        </p>
        <p class="item-text" dir="auto">
          {note.text}
        </p>
        <p class={"delivery " + (note.state === "refused" ? "held" : "waiting")} role="status">
          <Icon name={note.state === "refused" ? "alert" : "clock"} />
          <span>
            {note.state === "sending" && "Saving…"}
            {note.state === "retrying" && note.problem}
            {note.state === "refused" && `Not saved: ${note.problem}`}
          </span>
        </p>
        {note.state === "refused" && (
          <p class="held-buttons">
            <button type="button" class="button slim" onClick={() => void desk.notes.tryAgain(note.id)}>
              Try again
            </button>
            <button type="button" class="button slim" onClick={() => desk.notes.takeBack(note.id)}>
              Edit it
            </button>
          </p>
        )}
      </div>
    </article>
  );
}
