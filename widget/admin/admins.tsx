import type { JSX } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";
import type { AdminClient } from "../api/admin";
import type { AdminList, AdminSession } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Problem } from "../ui/message";
import { clock } from "../ui/format";
import { EndSessions } from "./leave";
import { From, Role, roles } from "./role";
import type { SignIn } from "./signin";

/** Who is signed in as an admin, and who may be. */
export function Admins({ client, signIn }: { client: AdminClient; signIn: SignIn }): JSX.Element {
  const now = useNow(30_000);
  const [list, set] = useState<AdminList>();
  const load = useAction(useCallback(async () => set(await client.admins()), [client]));
  useEffect(() => load.run(), [load.run]);
  const provider = list?.provider ?? "";
  return (
    <>
      <section aria-labelledby="admins">
        <div class="section-head">
          <h2 id="admins">Signed in as admins</h2>
          <button type="button" class="button slim" aria-disabled={load.busy} onClick={() => load.run()}>
            Refresh
          </button>
        </div>
        <Problem text={load.problem} />
        <div class="card scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">Role</th>
                <th scope="col">Came in</th>
                <th scope="col">From</th>
                <th scope="col">Last seen</th>
                <th scope="col">
                  <span class="unseen">End the session</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list === undefined && (
                <tr>
                  <td colSpan={6} class="muted blank">
                    Loading…
                  </td>
                </tr>
              )}
              {list?.sessions.map((s) => (
                <Session key={s.id} s={s} by={provider} now={now} client={client} signIn={signIn} ended={() => set({ ...list, sessions: list.sessions.filter((o) => o.id !== s.id) })} />
              ))}
            </tbody>
          </table>
        </div>
        <From least="owner" instead="An owner can end others’ sessions.">
          <p class="muted small below">Who is signed out may come in again for as long as a rule lets them. A new passphrase ends all sessions of the older one.</p>
        </From>
      </section>
      {list !== undefined && <Rules list={list} />}
    </>
  );
}

const ways: Record<AdminSession["method"], string> = { passphrase: "the passphrase", provider: "the identity provider", sandbox: "the sandbox" };

function Session({ s, by, now, client, signIn, ended }: { s: AdminSession; by: string; now: Date; client: AdminClient; signIn: SignIn; ended: () => void }): JSX.Element {
  const way = s.method === "provider" && by !== "" ? by : ways[s.method];
  return (
    <tr>
      <td data-label="Who" dir="auto">
        <span>
          <strong>{s.admin.name}</strong> {s.own === true && <span class="badge accent">This page</span>}
        </span>
      </td>
      <td data-label="Role">{roles[s.role].word}</td>
      <td data-label="Came in">
        <span>
          {clock(s.since, now)} <span class="muted">by {way}</span>
        </span>
      </td>
      <td data-label="From" dir="ltr">
        {s.from ?? "—"}
      </td>
      <td data-label="Last seen">
        {s.open ? "Open now" : clock(s.seen_at, now)}
      </td>
      <td data-label="">
        <From least="owner">
          <EndSessions
            label={s.own === true ? "Sign out" : "End session"}
            sure="Really end it?"
            name={s.own === true ? "Sign out of this page" : `End session of ${s.admin.name}`}
            end={async () => {
              await (s.own === true ? signIn.leave(false) : client.endAdminSessions(s.admin.id, s.id));
              ended();
            }}
          />
        </From>
      </td>
    </tr>
  );
}

/** By which rules people come in, as the configuration has it. */
function Rules({ list }: { list: AdminList }): JSX.Element {
  const own = useContext(Role);
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">Who may come in</h2>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">By</th>
              <th scope="col">Role</th>
            </tr>
          </thead>
          <tbody>
            {list.rules.map((r) => (
              <tr key={r.name}>
                <td data-label="Who" dir="auto">
                  {[...r.emails.map((e) => (e.startsWith("@") ? "everybody " + e : e)), ...r.groups.map((g) => "the group " + g)].join(", ")}
                </td>
                <td data-label="By">{list.provider}</td>
                <td data-label="Role">{roles[r.role].word}</td>
              </tr>
            ))}
            <tr>
              <td data-label="Who">whoever knows it</td>
              <td data-label="By">the passphrase</td>
              <td data-label="Role">{roles.owner.word}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <p class="muted small below">
        {roles[own].word}: you {roles[own].may}. Rules stand in the configuration, under “admins”
        {list.provider === undefined && "; they need an identity provider, under “oidc”, so that admins have names of their own"}. Whoever loses theirs is signed out.
      </p>
    </section>
  );
}
