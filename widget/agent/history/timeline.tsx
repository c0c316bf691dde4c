import type { JSX } from "preact";
import { clock } from "../../ui/format";
import { useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { chevronIcon } from "../../ui/icons-later";
import { told } from "../../words/catalogue";
import type { One } from "../shell/slots";
import { t } from "./words";

/** Everything that has happened to one interaction, in the server's words. */
export function Timeline({ i }: One): JSX.Element | null {
  const now = useNow(30_000);
  if (i.timeline.length === 0) return null;
  return (
    <details class="more timeline">
      <summary>
        <Icon of={chevronIcon} /> {t("history.timeline")}
      </summary>
      <ol>
        {i.timeline.map((e) => (
          <li key={e.n}>
            <time class="muted small" dateTime={e.at}>
              {clock(e.at, now)}
            </time>
            <span dir="auto">{told(e.text, e.said)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
