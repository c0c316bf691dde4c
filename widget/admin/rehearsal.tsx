import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { AdminClient } from "../api/admin";
import type { Rehearsal, RehearsedRequest } from "../api/schema";
import { useAction } from "../ui/hooks";
import { Problem } from "../ui/message";
import { From } from "./role";

/** A call from end to end, up to the network: what would be written, before anything is. */
export function RehearsalRoom({ client, accounts }: { client: AdminClient; accounts: readonly string[] }): JSX.Element {
  const [account, choose] = useState(accounts[0] ?? "");
  const [play, set] = useState<Rehearsal>();
  const [all, showAll] = useState(false);
  const start = useAction(useCallback(async () => set(await client.rehearse(account)), [client, account]));
  const shown = play?.requests.filter((r) => all || r.writes) ?? [];
  return (
    <section aria-labelledby="rehearsal">
      <h2 id="rehearsal">Rehearsal</h2>
      <div class="card rehearsal">
        <p>
          A test call with a packet, a photo, a note, a call log and a wrap-up goes through everything up to the network. You see each request that the CRM would get. <strong>None is sent.</strong>
        </p>
        <From least="supervisor" instead="A supervisor or owner can play it.">
          <div class="filters">
            <label class="unseen" for="rehearsal-account">
              Account
            </label>
            <select id="rehearsal-account" class="input" value={account} onChange={(e) => choose(e.currentTarget.value)}>
              {accounts.map((a) => (
                <option key={a} value={a}>
                  {a}
                </option>
              ))}
            </select>
            <button type="button" class="button primary" aria-disabled={start.busy || account === ""} onClick={() => account !== "" && start.run()}>
              {start.busy ? "Playing…" : "Rehearse"}
            </button>
            {play !== undefined && (
              <label class="small">
                <input type="checkbox" checked={all} onChange={(e) => showAll(e.currentTarget.checked)} /> also what only reads
              </label>
            )}
          </div>
        </From>
        <Problem text={start.problem} />
        <p class="small muted" role="status">
          {play !== undefined && `${play.requests.length} requests to ${play.account}, ${play.requests.filter((r) => r.writes).length} of them writing. None was sent.`}
        </p>
        <ol class="requests">
          {shown.map((r) => (
            <Request key={play?.requests.indexOf(r)} r={r} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function Request({ r }: { r: RehearsedRequest }): JSX.Element {
  const url = new URL(r.url, location.href);
  return (
    <li>
      <details>
        <summary>
          <span class={"badge " + (r.writes ? "accent" : "")}>{r.method}</span> <code dir="ltr">{url.pathname}</code>
        </summary>
        <pre dir="ltr" tabIndex={0}>
          {[`${r.method} ${r.url}`, ...r.headers, "", r.body].join("\n").trimEnd()}
        </pre>
      </details>
    </li>
  );
}
