import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { ChooseTicket, Interaction, SeenTicket } from "../api/schema";
import { useAction } from "../ui/hooks";
import { Icon } from "../ui/icons";
import { Problem } from "../ui/message";
import type { CRM } from "../ui/words";
import { crmName } from "../ui/words";
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
  const word = crm === "salesforce" ? "Case" : "Ticket";
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
      {(choosing || t.state === "unclear") && <Choice desk={desk} i={i} word={word} done={() => setChoosing(false)} />}
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

function Seen({ s }: { s: SeenTicket }): JSX.Element {
  return (
    <>
      <strong>{s.number ?? s.id}</strong> <span dir="auto">{s.subject}</span>{" "}
      <span class="muted small">
        {s.status || s.state}
        {s.requester?.name ? " · " : ""}
        <span dir="auto">{s.requester?.name}</span>
      </span>
    </>
  );
}

function Choice({ desk, i, word, done }: { desk: Desk; i: Interaction; word: string; done: () => void }): JSX.Element {
  const [number, setNumber] = useState("");
  const choose = useAction(
    useCallback(
      async (choice: ChooseTicket) => {
        await desk.chooseTicket(i, choice);
        done();
      },
      [desk, i, done],
    ),
  );
  const candidates = (i.ticket.saw ?? []).filter((s) => s.id !== i.ticket.id || i.ticket.state === "unclear");
  const requesters = new Map<string, string>();
  for (const r of [i.ticket.requester, ...candidates.map((s) => s.requester)]) {
    if (r?.id !== undefined && r.id !== "") requesters.set(r.id, r.name || r.id);
  }
  return (
    <div class="choice">
      {candidates.length > 0 && (
        <ul class="candidates" aria-label="Candidates">
          {candidates.map((s) => (
            <li key={s.id}>
              <button type="button" class="candidate" disabled={choose.busy || !writable(s)} onClick={() => choose.run({ ticket: s.id })}>
                <Seen s={s} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="choice-new">
        {[...requesters].map(([id, name]) => (
          <button key={id} type="button" class="button slim" disabled={choose.busy} onClick={() => choose.run({ new: true, requester: id })}>
            New {word.toLowerCase()} for <bdi>{name}</bdi>
          </button>
        ))}
        {requesters.size === 0 && (
          <button type="button" class="button slim" disabled={choose.busy} onClick={() => choose.run({ new: true })}>
            New {word.toLowerCase()}
          </button>
        )}
      </div>
      <form
        class="choice-number"
        onSubmit={(e) => {
          e.preventDefault();
          if (number.trim() !== "") choose.run({ ticket: number.trim().replace(/^#/, "") });
        }}
      >
        <label class="unseen" for={"number-" + i.id}>
          {word} number
        </label>
        <input
          id={"number-" + i.id}
          class="input"
          placeholder={word + " number"}
          autocomplete="off"
          maxLength={64}
          value={number}
          onInput={(e) => setNumber(e.currentTarget.value)}
        />
        <button type="submit" class="button" disabled={choose.busy || number.trim() === ""}>
          Use
        </button>
      </form>
      <Problem text={choose.problem} />
    </div>
  );
}

function writable(s: SeenTicket): boolean {
  return s.state !== "closed" && s.state !== "deleted" && s.state !== "merged";
}
