import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { AdminClient } from "../api/admin";
import type { Trouble } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Problem } from "../ui/message";
import { clock } from "../ui/format";

/** The log is read for it, so it is asked for less often than what is live. */
const every = 15_000;

/** What went wrong lately, in words. */
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
        {troubles?.map((t) => (
          <li key={t.account + t.kind + t.text}>
            <span class={"dot " + (t.kind === "held" ? "bad" : "warn")} aria-hidden="true" />
            <span>
              <span dir="auto">{t.text}</span>
              <span class="muted small">
                {t.account} · {t.kind === "held" ? "needed somebody" : "waited"} · {t.writes === 1 ? "1 write" : `${t.writes} writes`}
                {t.times > 1 && `, ${t.times} times`} · last {clock(t.last_at, now)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
