import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CallCounts, Overview, QueueNow } from "../api/schema";
import { duration, since } from "../ui/elapsed";
import { minute } from "../ui/format";
import { useNow } from "../ui/hooks";

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
              {(q.on_hold ?? 0) > 0 && `, ${q.on_hold} on hold`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const spans = { hour: "Last hour", today: "Today" };

/** What calls that came in have come to, by queue. */
export function Service({ service, queues }: { service: Overview["service"]; queues: readonly QueueNow[] }): JSX.Element {
  const [span, setSpan] = useState<keyof typeof spans>("hour");
  const now = useNow(30_000);
  return (
    <section aria-labelledby="service">
      <div class="section-head">
        <h2 id="service">Service</h2>
        <select class="input" aria-label="Stretch of time" value={span} onChange={(e) => setSpan(e.currentTarget.value as keyof typeof spans)}>
          {Object.entries(spans).map(([of, word]) => (
            <option key={of} value={of}>
              {word}
            </option>
          ))}
        </select>
      </div>
      {service === undefined ? (
        <p class="muted small">The calls of today are still being counted.</p>
      ) : (
        <>
          <div class="card scroll">
            <table class="service">
              <thead>
                <tr>
                  <th scope="col">Queue</th>
                  <th scope="col" class="number">Within {service.within} s</th>
                  <th scope="col" class="number">Answered</th>
                  <th scope="col" class="number">Abandoned</th>
                  <th scope="col" class="number">Average wait</th>
                </tr>
              </thead>
              <tbody>
                {queues.map((q) => (
                  <Row key={q.name} name={q.name} counts={q[span]} within={service.within} />
                ))}
                {queues.length > 1 && <Row name="All" counts={service[span]} within={service.within} />}
              </tbody>
            </table>
          </div>
          {span === "today" && <p class="muted small">Since {minute(service.since, now)}.</p>}
        </>
      )}
    </section>
  );
}

function Row({ name, counts: c, within }: { name: string; counts: CallCounts | undefined; within: number }): JSX.Element {
  return (
    <tr>
      <td data-label="Queue" dir="auto">
        <strong>{name}</strong>
      </td>
      <td data-label={`Within ${within} s`} class="number">
        {c?.level === undefined ? "–" : c.level.toLocaleString("en", { style: "percent" })}
      </td>
      <td data-label="Answered" class="number">
        {c?.answered ?? "–"}
      </td>
      <td data-label="Abandoned" class="number">
        {c?.abandoned ?? "–"}
      </td>
      <td data-label="Average wait" class="number">
        {c?.speed === undefined ? "–" : duration(c.speed)}
      </td>
    </tr>
  );
}
