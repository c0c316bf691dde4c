import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../ui/icon";
import { alertIcon } from "../../ui/icons";
import { chevronIcon, ticketIcon } from "../../ui/icons-later";
import { useObserved } from "../../ui/observed";
import { told } from "../../words/catalogue";
import { crmName, ticketWord } from "../../words/names";
import { Seen } from "../../worklist/seen";
import { Slot, type One } from "../shell/slots";
import { choosingOf } from "./choosing";
import { TicketLink } from "./link";
import { t } from "./words";

/** Which ticket everything goes to, why, and how to change it. */
export function TicketCard({ workspace, state, i }: One): JSX.Element {
  const crm = state.me?.crm ?? "zendesk";
  const choosing = workspace.model(choosingOf);
  const { of, asked } = useObserved(choosing);
  const box = useRef<HTMLElement>(null);
  const open = of === i.id;
  useEffect(() => () => choosing.close(), [choosing]);
  useEffect(() => {
    if (!open) return;
    box.current?.scrollIntoView({ block: "nearest" }); // it may be open already, out of sight
    box.current?.querySelector<HTMLElement>("input")?.focus();
  }, [open, asked]);
  const chosen = i.ticket;
  const word = ticketWord();
  const saw = chosen.saw ?? [];
  return (
    <section ref={box} class="card ticket" aria-label={word}>
      {chosen.state === "searching" && (
        <p class="ticket-line muted">
          <Icon of={ticketIcon} /> {t("ticket.searching", { crm: crmName(crm) })}
        </p>
      )}
      {chosen.state === "chosen" && (
        <>
          <div class="ticket-line">
            <Icon of={ticketIcon} />
            <TicketLink workspace={workspace} word={word} id={chosen.id ?? ""} number={chosen.number} url={chosen.url} />
            {chosen.requester?.name && (
              <span class="muted ellipsis" dir="auto">
                {chosen.requester.name}
              </span>
            )}
            <button type="button" class="link small push" aria-expanded={open} onClick={() => (open ? choosing.close() : choosing.ask(i.id))}>
              {t(open ? "ticket.keep" : "ticket.change")}
            </button>
          </div>
          <details class="more">
            <summary>
              <Icon of={chevronIcon} /> {t("ticket.why")}
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
        <div class="message warn">
          <Icon of={alertIcon} />
          <div>
            <strong>{t("ticket.which")}</strong>
            <p dir="auto">{told(chosen.reason, chosen.reason_said)}</p>
            <p>{t("ticket.unclear")}</p>
          </div>
        </div>
      )}
      {(open || chosen.state === "unclear") && <Slot at="choice" workspace={workspace} state={state} i={i} asked={open} />}
    </section>
  );
}
