import type { JSX } from "preact";
import type { QueueNow } from "../api/schema";
import { useNow } from "../ui/hooks";
import { since } from "../ui/elapsed";

/** Who waits where, and for how long. */
export function Queues({ queues }: { queues: readonly QueueNow[] }): JSX.Element {
  const now = useNow();
  return (
    <section aria-labelledby="queues">
      <h2 id="queues">
        Queues <span class="badge">{queues.length}</span>
      </h2>
      <ul class="card queues">
        {queues.map((q) => (
          <li key={q.name}>
            <strong dir="auto">{q.name}</strong>
            <span class="small muted">
              {q.waiting === 0 ? (
                "Nobody waits"
              ) : (
                <span class="badge warn">
                  {q.waiting} waiting{q.oldest === undefined ? "" : `, for ${since(q.oldest, now)}`}
                </span>
              )}
              {" · "}
              {q.talking} on a call
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
