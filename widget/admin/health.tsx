import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { AdminClient } from "../api/admin";
import type { AccountHealth, Check, DoctorReport } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Icon } from "../ui/icon";
import { alertIcon, checkIcon } from "../ui/icons";
import { Problem } from "../ui/message";
import { clock } from "../ui/format";
import { RehearsalRoom } from "./rehearsal";

const states: Record<Check["state"], [word: string, tone: string]> = { ok: ["Well", "good"], warn: ["Could be better", "warn"], fail: ["Broken", "bad"] };

/** What the doctor says, and a rehearsal: everything an admin looks at before the first call. */
export function Health({ client, accounts }: { client: AdminClient; accounts: readonly AccountHealth[] }): JSX.Element {
  return (
    <>
      <Doctor client={client} />
      <RehearsalRoom client={client} accounts={accounts.filter((a) => a.kind !== "twilio").map((a) => a.name)} />
    </>
  );
}

function Doctor({ client }: { client: AdminClient }): JSX.Element {
  const now = useNow(30_000);
  const [report, set] = useState<DoctorReport>();
  const check = useAction(useCallback(async () => set(await client.doctor()), [client]));
  useEffect(() => check.run(), [check.run]);
  return (
    <section aria-labelledby="doctor">
      <div class="section-head">
        <h2 id="doctor">Doctor</h2>
        <button type="button" class="button slim" aria-disabled={check.busy} onClick={() => check.run()}>
          {check.busy ? "Checking…" : "Check again"}
        </button>
      </div>
      {report === undefined && <p class="muted small">Asking every cloud; this takes some seconds.</p>}
      <p class="muted small" role="status">
        {report !== undefined && `${summary(report.checks)} Checked ${clock(report.checked_at, now)}; nothing was changed.`}
      </p>
      <Problem text={check.problem} />
      <div class="ward">
        {report !== undefined &&
          groups(report.checks).map(([account, checks]) => (
            <div key={account} class="card">
              <h3 class="ward-name" dir="auto">
                {account === "" ? "This server" : account}
              </h3>
              <ul class="checks">
                {checks.map((c, n) => (
                  <Line key={n} c={c} />
                ))}
              </ul>
            </div>
          ))}
      </div>
    </section>
  );
}

function Line({ c }: { c: Check }): JSX.Element {
  const [word, tone] = states[c.state];
  return (
    <li class={"check " + tone}>
      <span class="check-state">
        <Icon of={c.state === "ok" ? checkIcon : alertIcon} />
        <span class="unseen">{word}:</span>
      </span>
      <span>
        <span class="check-subject">{c.subject}</span> <span dir="auto">{c.text}</span>
        {c.next !== undefined && (
          <span class="check-next" dir="auto">
            {c.next}
          </span>
        )}
      </span>
    </li>
  );
}

/** Broken things first, each account together, in the order in which they came. */
function groups(checks: readonly Check[]): [string, Check[]][] {
  const found = new Map<string, Check[]>();
  for (const c of checks) {
    const account = c.account ?? "";
    found.set(account, [...(found.get(account) ?? []), c]);
  }
  const order = { fail: 0, warn: 1, ok: 2 };
  return [...found].map(([account, list]) => [account, list.sort((a, b) => order[a.state] - order[b.state])]);
}

function summary(checks: readonly Check[]): string {
  const count = (state: Check["state"]) => checks.filter((c) => c.state === state).length;
  const [broken, better] = [count("fail"), count("warn")];
  if (broken + better === 0) return `All ${checks.length} checks are passed.`;
  const parts = [broken > 0 && `${broken} broken`, better > 0 && `${better} could be better`].filter((p) => p !== false);
  return parts.join(", ") + ".";
}
