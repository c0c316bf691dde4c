import type { JSX } from "preact";
import type { Interaction } from "../../api/schema";
import { shortTime } from "../../ui/format";
import { issue } from "../../ui/issue";
import { useNow } from "../../ui/hooks";
import { stateWord } from "../../words/names";
import type { One } from "../shell/slots";
import { t } from "./words";

/** As many as can be taken in while it rings. */
const most = 3;

/** The same customer's contacts before this one, newest first. */
export function earlierOf(i: Interaction, all: Iterable<Interaction>): Interaction[] {
  const known = identities(i);
  return [...all]
    .filter((e) => e.id !== i.id && e.started_at < i.started_at && identities(e).some((id) => known.includes(id)))
    .sort((a, b) => b.started_at.localeCompare(a.started_at))
    .slice(0, most);
}

/** Whatever names one and the same customer in two contacts. */
function identities(i: Interaction): string[] {
  const c = i.customer;
  const party = c.phone ?? (i.direction === "inbound" ? i.call?.from : i.call?.to) ?? "";
  const phone = party.startsWith("client:") ? "" : party.replace(/[^\d+]/g, ""); // each browser's line has its own name
  return [
    c.external_id && "id " + c.external_id,
    c.email && "email " + c.email.toLowerCase(),
    phone && "phone " + phone,
    i.ticket.requester?.id && "crm " + i.ticket.requester.id,
  ].filter((known): known is string => Boolean(known));
}

export function Earlier({ i, state }: One): JSX.Element | null {
  const now = useNow(30_000);
  const found = earlierOf(i, state.interactions.values());
  if (found.length === 0) return null;
  return (
    <section class="earlier small" aria-label={t("history.earlier")}>
      <h3 class="muted">{t("history.earlier")}</h3>
      <ul>
        {found.map((e) => (
          <li key={e.id}>
            <time class="muted" dateTime={e.started_at}>
              {shortTime(e.started_at, now)}
            </time>
            <bdi class="ellipsis">{issue(e) || t(e.channel === "message" ? "history.message" : e.direction === "outbound" ? "history.outgoing" : "history.incoming")}</bdi>
            <span class="muted">{e.wrap_up?.disposition ?? stateWord(e)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
