import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Failure } from "../../api/failure";
import type { TicketStatus, TicketStatuses } from "../../api/schema";
import type { One } from "../shell/slots";
import { t } from "./words";

interface Props extends One {
  chosen: TicketStatus | undefined;
  /** It is being saved. */
  fixed: boolean;
  choose: (status: TicketStatus | undefined) => void;
}

/** What becomes of the ticket: as it is, unless the agent says otherwise. */
export function Status({ workspace, i, chosen, fixed, choose }: Props): JSX.Element {
  const { client } = workspace;
  const ticket = i.ticket.state === "chosen" ? i.ticket.id : undefined;
  const [read, setRead] = useState<{ ticket: string; found?: TicketStatuses; failed?: boolean }>();
  const look = useCallback(async () => {
    if (ticket === undefined) return;
    setRead(
      await client.json<TicketStatuses>("GET", `/v1/interactions/${i.id}/ticket-statuses`).then(
        (found) => ({ ticket, found }),
        (e: unknown) => ({ ticket, failed: !(e instanceof Failure && e.status === 409) }), // else there are none to choose from
      ),
    );
  }, [client, i.id, ticket]);
  useEffect(() => void look(), [look]);
  const found = read?.ticket === ticket && read?.found?.ticket === ticket ? read?.found : undefined;
  // Of another ticket, or of this one as it was before, the agent has said nothing.
  const stale = chosen !== undefined && !fixed && (chosen.ticket !== ticket || (found !== undefined && found.now.value !== chosen.saw));
  useEffect(() => {
    if (stale) choose(undefined);
  });
  const unread = read?.ticket === ticket && read?.failed === true;
  const id = "status-" + i.id;
  return (
    <>
      <div role="status">
        {unread && (
          <p class="small muted">
            {t("wrap.status_unread")}{" "}
            <button type="button" class="link small" onClick={() => void look()}>
              {t("wrap.status_again")}
            </button>
          </p>
        )}
      </div>
      {found !== undefined && found.choices.length > 0 && (
        <div class="field">
          <label for={id}>{t("wrap.status")}</label>
          <select
            id={id}
            class="input"
            dir="auto"
            aria-disabled={fixed}
            value={chosen?.value ?? ""}
            onChange={(e) => {
              const choice = found.choices.find((c) => c.value === e.currentTarget.value);
              if (fixed) e.currentTarget.value = chosen?.value ?? "";
              else choose(choice && { ticket: found.ticket, value: choice.value, label: choice.label, saw: found.now.value });
            }}
          >
            <option value="">{t("wrap.status_stays", { status: found.now.label })}</option>
            {found.choices
              .filter((c) => c.label !== found.now.label)
              .map((c) => (
                <option key={c.value} value={c.value}>
                  {c.closed ? t("wrap.status_closed", { status: c.label }) : c.label}
                </option>
              ))}
          </select>
        </div>
      )}
    </>
  );
}
