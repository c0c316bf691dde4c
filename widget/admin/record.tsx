import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { AdminClient, Period } from "../api/admin";
import type { AuditEntry } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Problem } from "../ui/message";
import { clock } from "../ui/format";
import { sentence } from "../words/failure";
import { keep } from "../worklist/download";
import { Days, days, span } from "./days";

/** What was done, for people. What is not here is shown as it is named. */
const actions: Record<string, string> = {
  write_retried: "tried a write again",
  writes_retried: "tried all held writes of a contact again",
  write_dropped: "dropped a write",
  interaction_moved: "moved a contact",
  rehearsed: "played a rehearsal",
  package_downloaded: "downloaded the package",
  signed_in: "signed in",
  sign_in_refused: "was refused at the sign-in",
  passphrase_set: "set the passphrase of this page",
  signed_out: "signed out",
  sessions_ended: "ended all sessions",
  keys_rotated: "rotated the signing keys",
  session_ended: "ended a session of an admin",
  flood_dropped: "dropped a flood",
  account_reopened: "had an account asked again",
  admin_link_made: "made a one-time link to this page",
};

/** Who changed what. Nothing is ever taken out of it. */
export function Record({ client }: { client: AdminClient }): JSX.Element {
  const now = useNow(30_000);
  const [known, set] = useState<readonly AuditEntry[]>();
  const entries = known ?? [];
  const [end, reached] = useState(false);
  const [during, choose] = useState<Period>({});
  const wanted = useRef(during);
  wanted.current = during;
  const load = useCallback(
    async (before: number | undefined) => {
      const page = (await client.audit(before, during)).entries;
      if (wanted.current !== during) return; // other days have been chosen meanwhile
      set((have = []) => (before === undefined ? page : [...have, ...page]));
      reached(page.length < pageSize);
    },
    [client, during],
  );
  const older = useAction(load);
  const table = useAction(useCallback(async () => keep(`deskside-record${days(during)}.csv`, await client.auditTable(during)), [client, during]));
  const [problem, failed] = useState("");
  useEffect(() => {
    failed("");
    load(undefined).catch((e: unknown) => wanted.current === during && failed(sentence(e)));
  }, [load, during]);
  return (
    <section aria-labelledby="record">
      <div class="section-head">
        <h2 id="record">Record of changes</h2>
        <div class="filters">
          <Days label="Changes" choose={(first, last) => choose(span(first, last))} />
          <button type="button" class="button slim" aria-disabled={older.busy} onClick={() => older.run(undefined)}>
            Newest
          </button>
          <button type="button" class="button slim" aria-disabled={table.busy} onClick={() => table.busy || table.run()}>
            {table.busy ? "Fetching…" : "Export CSV"}
          </button>
        </div>
      </div>
      <Problem text={problem || older.problem || table.problem} />
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">Account</th>
              <th scope="col">About</th>
            </tr>
          </thead>
          <tbody>
            {entries.length === 0 && (
              <tr>
                <td colSpan={5} class="muted blank">
                  {known === undefined ? "Loading…" : during.from === undefined && during.to === undefined ? "Nobody has changed anything yet." : "Nobody changed anything in that time."}
                </td>
              </tr>
            )}
            {entries.map((e) => (
              <tr key={e.seq}>
                <td data-label="When" class="time">
                  {clock(e.at, now)}
                </td>
                <td data-label="Who" dir="auto">
                  <strong>{e.actor}</strong>
                </td>
                <td data-label="What">
                  <span>
                    {actions[e.action] ?? e.action}
                    {e.detail !== undefined && (
                      <span class="muted" dir="auto">
                        {": " + e.detail}
                      </span>
                    )}
                  </span>
                </td>
                <td data-label="Account" dir="auto">
                  {e.account ?? "—"}
                </td>
                <td data-label="About" class="key" dir="ltr">
                  {e.subject ?? "—"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!end && entries.length > 0 && (
        <p class="more">
          <button type="button" class="button" aria-disabled={older.busy} onClick={() => older.run(entries.at(-1)?.seq)}>
            {older.busy ? "Loading…" : "Show older"}
          </button>
        </p>
      )}
    </section>
  );
}

/** The server's own page size. */
const pageSize = 100;
