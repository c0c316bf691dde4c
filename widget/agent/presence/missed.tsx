import type { JSX } from "preact";
import { shortTime } from "../../ui/format";
import { useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { chevronIcon, missedIcon } from "../../ui/icons-later";
import { unnamed } from "../../words/people";
import type { Page } from "../shell/slots";
import { whyMissed } from "./presence";
import { t } from "./words";

/** The calls that passed the agent by, each with the reason. */
export function Missed({ workspace, state }: Page): JSX.Element | null {
  const missed = state.me?.missed ?? [];
  const now = useNow(30_000);
  if (missed.length === 0) return null;
  return (
    <details class="more missed">
      <summary>
        <Icon of={chevronIcon} /> {t("missed.title", { count: missed.length })}
      </summary>
      <ul class="card">
        {missed.map((m) => (
          <li key={m.interaction + m.at}>
            <button type="button" class="row" onClick={() => void workspace.openByID(m.interaction)}>
              <span class="glyph missed">
                <Icon of={missedIcon} />
              </span>
              <span class="row-main">
                <span class="row-name">
                  <bdi>{m.who || unnamed(m)}</bdi>
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
