import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { AdminClient } from "../api/admin";
import type { Trouble } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Problem } from "../ui/message";
import { clock } from "../ui/format";

/** The log is read for it, so it is asked for less often than what is live. */
const every = 15_000;

/** What went wrong lately, in words: first what still is, then what is over. */
export function Troubles({ client }: { client: AdminClient }): JSX.Element {
  const now = useNow(30_000);
  const [troubles, set] = useState<readonly Trouble[]>();
  const load = useAction(useCallback(async () => set((await client.troubles()).troubles), [client]));
  useEffect(() => {
    load.run();
    const timer = setInterval(() => document.visibilityState !== "hidden" && load.run(), every);
    return () => clearInterval(timer);
  }, [load.run]);
  return (
    <section aria-labelledby="troubles">
      <h2 id="troubles">What went wrong lately</h2>
      <Problem text={load.problem} />
      <ul class="card troubles">
        {troubles?.length === 0 && <li class="muted blank">Nothing, as far back as the last two thousand events.</li>}
        {sorted(troubles ?? []).map((t) => (
          <li key={t.account + t.kind + t.text} class={t.still === 0 ? "over" : undefined}>
            <span class={"dot " + (t.still === 0 ? "good" : t.kind === "held" ? "bad" : "warn")} aria-hidden="true" />
            <span>
              <span dir="auto">{t.text}</span>
              <span class="muted small">
                {t.account} · {standing(t)}
                {t.times > 1 && `, ${t.times} times`} · last {clock(t.last_at, now)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sorted(troubles: readonly Trouble[]): Trouble[] {
  return [...troubles.filter((t) => t.still > 0), ...troubles.filter((t) => t.still === 0)];
}

/** Whether anything stands still for it now, and how much. */
function standing({ kind, still, writes }: Trouble): string {
  const many = writes === 1 ? "1 write" : `${writes} writes`;
  if (still === 0) return `over: ${many} ${kind === "held" ? "needed somebody" : "waited"}`;
  const now = kind === "held" ? (still === 1 ? "needs somebody" : "need somebody") : still === 1 ? "waits" : "wait";
  return still === writes ? `${many} ${now}` : `${still} of ${many} still ${now}`;
}
