import type { JSX } from "preact";
import { colleague } from "../../words/people";
import type { One } from "../shell/slots";
import { t } from "./words";

/**
 * What the receiver of a call knows before they accept, and while they are on it: who passed it on, why, and what
 * the customer has been asked. So does whoever it rings for once the sender has gone.
 */
export function Brief({ workspace, i }: One): JSX.Element | null {
  const { transfer } = i;
  const me = workspace.agent;
  if (transfer === undefined || transfer.from.id === me) return null;
  const theirs = transfer.outcome === "accepted" && transfer.by?.id === me;
  if (transfer.ended_at !== undefined && !theirs && i.state !== "ringing") return null;
  const way = transfer.warm === true && transfer.ended_at === undefined ? "consult.asks" : transfer.to.agent?.id === me ? "consult.from" : "consult.from_to_other";
  const answers = (i.asks ?? []).filter((a) => a.state === "answered");
  return (
    <section class="brief" aria-label={t("consult.brief")}>
      <p>{t(way, { agent: colleague(transfer.from.name), to: transfer.to.queue ?? colleague(transfer.to.agent?.name) })}</p>
      {transfer.note !== undefined && <blockquote dir="auto">{transfer.note}</blockquote>}
      {answers.length > 0 && !theirs && (
        <dl class="small">
          {answers.map((a) => (
            <div key={a.id}>
              <dt dir="auto">{a.label}</dt>
              <dd dir="auto">{a.text}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
