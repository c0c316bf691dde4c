import type { JSX } from "preact";
import type { ChooseTicket, Interaction } from "../api/schema";
import { Choice, Seen } from "../held/choice";
import { Icon } from "../ui/icons";
import { crmName, ticketWord, type CRM } from "../ui/words";
import type { Desk } from "./desk";

interface Props {
  desk: Desk;
  i: Interaction;
  crm: CRM;
  /** Opens the choice of another ticket. */
  choosing: boolean;
  setChoosing: (c: boolean) => void;
}

/** Which ticket everything goes to, why, and how to change it. */
export function TicketCard({ desk, i, crm, choosing, setChoosing }: Props): JSX.Element {
  const t = i.ticket;
  const word = ticketWord(crm);
  const choose = async (choice: ChooseTicket) => {
    await desk.chooseTicket(i, choice);
    setChoosing(false);
  };
  const saw = t.saw ?? [];
  return (
    <section class="card ticket" aria-label={word}>
      {t.state === "searching" && (
        <p class="ticket-line muted">
          <Icon name="ticket" /> Looking for the right {word.toLowerCase()} in {crmName(crm)}…
        </p>
      )}
      {t.state === "chosen" && (
        <>
          <div class="ticket-line">
            <Icon name="ticket" />
            <TicketLink desk={desk} word={word} id={t.id ?? ""} number={t.number} url={t.url} />
            {t.requester?.name && (
              <span class="muted ellipsis" dir="auto">
                {t.requester.name}
              </span>
            )}
            <button type="button" class="link small push" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
              {choosing ? "Keep it" : "Change"}
            </button>
          </div>
          <details class="more">
            <summary>
              <Icon name="chevron" /> Why this {word.toLowerCase()}?
            </summary>
            <p dir="auto">{t.why || "It was chosen for this interaction."}</p>
            {saw.length > 0 && (
              <>
                <p class="muted small">Looked at:</p>
                <ul class="seen">
                  {saw.map((s) => (
                    <li key={s.id}>
                      <Seen s={s} />
                    </li>
                  ))}
                </ul>
              </>
            )}
          </details>
        </>
      )}
      {t.state === "unclear" && (
        <div class="message warn" role="status">
          <Icon name="alert" />
          <div>
            <strong>Which {word.toLowerCase()} is this about?</strong>
            <p dir="auto">{t.reason}</p>
            <p>Nothing is written until you choose.</p>
          </div>
        </div>
      )}
      {(choosing || t.state === "unclear") && <Choice i={i} word={word} choose={choose} />}
    </section>
  );
}

function TicketLink({ desk, word, id, number, url }: { desk: Desk; word: string; id: string; number: string | undefined; url: string | undefined }): JSX.Element {
  const safe = url !== undefined && /^https?:\/\//i.test(url) ? url : undefined;
  return (
    <a
      class="ticket-link"
      href={safe ?? "#"}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(e) => {
        // Inside a CRM the record opens there; with a modifier key, in a tab as anywhere.
        if (desk.host.kind === "standalone" && safe !== undefined) return;
        if ((e.ctrlKey || e.metaKey || e.shiftKey) && safe !== undefined) return;
        e.preventDefault();
        desk.host.pop({ id, url: safe });
      }}
    >
      {word} {number ?? id}
    </a>
  );
}
