import type { JSX } from "preact";
import type { ChooseTicket, Interaction } from "../api/schema";
import { Seen } from "../held/seen";
import { Icon } from "../ui/icons";
import { later } from "../ui/later";
import { crmName, ticketWord, type CRM } from "../ui/words";
import { t, told } from "../words/catalogue";
import type { Desk } from "./desk";

/** Most tickets are the right ones. */
export const Choice = later(() => import("../held/choice").then((m) => m.Choice));

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
  const chosen = i.ticket;
  const word = ticketWord(crm);
  const choose = async (choice: ChooseTicket) => {
    await desk.chooseTicket(i, choice);
    setChoosing(false);
  };
  const saw = chosen.saw ?? [];
  return (
    <section class="card ticket" aria-label={word}>
      {chosen.state === "searching" && (
        <p class="ticket-line muted">
          <Icon name="ticket" /> {t("ticket.searching", { ticket: word.toLowerCase(), crm: crmName(crm) })}
        </p>
      )}
      {chosen.state === "chosen" && (
        <>
          <div class="ticket-line">
            <Icon name="ticket" />
            <TicketLink desk={desk} word={word} id={chosen.id ?? ""} number={chosen.number} url={chosen.url} />
            {chosen.requester?.name && (
              <span class="muted ellipsis" dir="auto">
                {chosen.requester.name}
              </span>
            )}
            <button type="button" class="link small push" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
              {t(choosing ? "ticket.keep" : "ticket.change")}
            </button>
          </div>
          <details class="more">
            <summary>
              <Icon name="chevron" /> {t("ticket.why", { ticket: word.toLowerCase() })}
            </summary>
            <p dir="auto">{told(chosen.why, chosen.why_said) || t("ticket.why_unknown")}</p>
            {saw.length > 0 && (
              <>
                <p class="muted small">{t("ticket.looked_at")}</p>
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
      {chosen.state === "unclear" && (
        <div class="message warn" role="status">
          <Icon name="alert" />
          <div>
            <strong>{t("ticket.which", { ticket: word.toLowerCase() })}</strong>
            <p dir="auto">{told(chosen.reason, chosen.reason_said)}</p>
            <p>{t("ticket.unclear")}</p>
          </div>
        </div>
      )}
      {(choosing || chosen.state === "unclear") && <Choice i={i} word={word} choose={choose} wanted={choosing} />}
    </section>
  );
}

export function TicketLink({ desk, word, id, number, url }: { desk: Desk; word: string; id: string; number: string | undefined; url: string | undefined }): JSX.Element {
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
