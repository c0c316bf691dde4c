import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { AdminClient, Period } from "../api/admin";
import { findInteractions } from "../api/interactions";
import type { Interaction } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Problem } from "../ui/message";
import { clock } from "../ui/format";
import { issue } from "../ui/issue";
import { sentence } from "../words/failure";
import { callerName, numberOf } from "../words/people";
import { stateWord } from "../words/names";
import { Days, span } from "./days";
import { recordTitle, recordWord } from "./noun";
import { TicketRef } from "./overview";

const pageSize = 50;
/** How long the typing must rest before it is asked for, in milliseconds. */
const resting = 250;

/** Whoever has been in touch: looked up by customer, ticket and day. */
export function Contacts({ client }: { client: AdminClient }): JSX.Element {
  const now = useNow(30_000);
  const [typed, type] = useState("");
  const [during, choose] = useState<Period>({});
  const [found, set] = useState<readonly Interaction[]>();
  const [more, setMore] = useState(false);
  const [kept, setKept] = useState<number>();
  const [problem, failed] = useState("");
  const asked = useRef(0);
  const load = useCallback(
    async (before?: string) => {
      const mine = ++asked.current;
      const { interactions: page, kept_days } = await findInteractions(client, { q: typed.trim() || undefined, ...during, before, limit: pageSize });
      if (mine !== asked.current) return; // something else is looked for by now
      set((have = []) => (before === undefined ? page : [...have, ...page]));
      setMore(page.length === pageSize);
      setKept(kept_days);
      failed("");
    },
    [client, typed, during],
  );
  useEffect(() => {
    const timer = setTimeout(() => void load().catch((e: unknown) => failed(sentence(e))), typed === "" ? 0 : resting);
    return () => clearTimeout(timer);
  }, [load, typed]);
  const older = useAction(load);
  const sought = `Name, number, e-mail or ${recordWord()}`;
  return (
    <section aria-labelledby="contacts">
      <div class="section-head">
        <h2 id="contacts">Contacts</h2>
        <div class="filters" role="search">
          <input
            type="search"
            class="input sought"
            aria-label={sought}
            placeholder={sought}
            maxLength={200}
            value={typed}
            onInput={(e) => type(e.currentTarget.value)}
          />
          <Days label="Contacts" choose={(first, last) => choose(span(first, last))} />
        </div>
      </div>
      <Problem text={problem || older.problem} />
      <p class="unseen" role="status">
        {found === undefined ? "" : found.length === 0 ? "Nobody was found." : `${found.length}${more ? " or more" : ""} found.`}
      </p>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Customer</th>
              <th scope="col">Number or address</th>
              <th scope="col">Issue</th>
              <th scope="col">Agent</th>
              <th scope="col">{recordTitle()}</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {(found === undefined || found.length === 0) && (
              <tr>
                <td colSpan={7} class="muted blank">
                  {found === undefined ? "Loading…" : "Nobody was found."}
                </td>
              </tr>
            )}
            {found?.map((i) => (
              <tr key={i.id}>
                <td data-label="When" class="time">
                  {clock(i.started_at, now)}
                </td>
                <td data-label="Customer" dir="auto">
                  <strong>{callerName(i)}</strong>
                </td>
                <td data-label="Reached at" dir="ltr">
                  {numberOf(i) || i.customer.email || "—"}
                </td>
                <td data-label="Issue" dir="auto">
                  {issue(i) || "—"}
                </td>
                <td data-label="Agent" dir="auto">
                  {i.agent?.name ?? "—"}
                </td>
                <td data-label={recordTitle(i.account)}>{i.ticket.state === "chosen" ? <TicketRef number={i.ticket.number ?? i.ticket.id ?? ""} url={i.ticket.url} /> : <span class="muted">none yet</span>}</td>
                <td data-label="State">{stateWord(i)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found !== undefined && !more && kept !== undefined && (
        <p class="muted">Contacts are kept for {kept === 1 ? "1 day" : `${kept} days`} after they were closed (retention.interactions); what they wrote is in the CRM.</p>
      )}
      {more && (
        <p class="more">
          <button type="button" class="button" aria-disabled={older.busy} onClick={() => older.run(found?.at(-1)?.id)}>
            {older.busy ? "Loading…" : "Show older"}
          </button>
        </p>
      )}
    </section>
  );
}
