import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { AdminClient } from "../api/admin";
import type { AuditEntry } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Problem } from "../ui/message";
import { clock } from "../ui/format";

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
  admin_link_made: "made a one-time link to this page",
};

/** Who changed what. Nothing is ever taken out of it. */
export function Record({ client }: { client: AdminClient }): JSX.Element {
  const now = useNow(30_000);
  const [entries, set] = useState<readonly AuditEntry[]>([]);
  const [end, reached] = useState(false);
  const older = useAction(
    useCallback(
      async (before: number | undefined) => {
        const page = (await client.audit(before)).entries;
        set((have) => (before === undefined ? page : [...have, ...page]));
        reached(page.length < pageSize);
      },
      [client],
    ),
  );
  useEffect(() => older.run(undefined), [older.run]);
  return (
    <section aria-labelledby="record">
      <div class="section-head">
        <h2 id="record">Record of changes</h2>
        <button type="button" class="button slim" disabled={older.busy} onClick={() => older.run(undefined)}>
          Newest
        </button>
      </div>
      <Problem text={older.problem} />
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
                  {older.busy ? "Loading…" : "Nobody has changed anything yet."}
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
          <button type="button" class="button" disabled={older.busy} onClick={() => older.run(entries.at(-1)?.seq)}>
            {older.busy ? "Loading…" : "Show older"}
          </button>
        </p>
      )}
    </section>
  );
}

/** The server's own page size. */
const pageSize = 100;
