import type { JSX } from "preact";
import type { MissedOffer } from "../api/schema";
import { useNow } from "../ui/hooks";
import { Icon } from "../ui/icons";
import { shortTime } from "../ui/words";
import { t } from "../words/catalogue";
import type { Desk } from "./desk";
import { whyMissed } from "./presence";

/** The calls that passed the agent by, each with the reason. */
export function Missed({ desk, missed }: { desk: Desk; missed: readonly MissedOffer[] }): JSX.Element | null {
  const now = useNow(30_000);
  if (missed.length === 0) return null;
  return (
    <details class="more missed">
      <summary>
        <Icon name="chevron" /> {t("missed.title", { count: missed.length })}
      </summary>
      <ul class="card">
        {missed.map((m) => (
          <li key={m.interaction + m.at}>
            <button type="button" class="row" onClick={() => void desk.openByID(m.interaction)}>
              <span class="glyph missed">
                <Icon name="missed" />
              </span>
              <span class="row-main">
                <span class="row-name">
                  <bdi>{m.who || t("who.unknown")}</bdi>
                </span>
                <span class="row-sub whole muted small">
                  <bdi>{whyMissed(m)}</bdi>
                </span>
              </span>
              <span class="row-side small muted">{shortTime(m.at, now)}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
