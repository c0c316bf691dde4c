import type { JSX } from "preact";
import { since } from "../../ui/elapsed";
import { clock } from "../../ui/format";
import { useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { chevronIcon } from "../../ui/icons-later";
import type { One } from "../shell/slots";
import { stretches, type Stretch } from "./legs";
import { t } from "./words";

/** Who was on the line, from when to when and for how long, and when the customer was alone. */
export function Legs({ i }: One): JSX.Element | null {
  const all = stretches(i);
  if (all.length === 0) return null;
  return (
    <details class="more legs">
      <summary>
        <Icon of={chevronIcon} /> {t("legs.title")}
      </summary>
      <ol>
        {all.map((s) => (
          <Line key={s.kind + s.from} s={s} />
        ))}
      </ol>
    </details>
  );
}

function Line({ s }: { s: Stretch }): JSX.Element {
  const now = useNow(s.to === undefined ? 1_000 : 30_000);
  const from = clock(s.from, now);
  return (
    <li class={s.kind}>
      <bdi>{s.kind === "waited" ? t("legs.waited") : s.kind === "alone" ? t("legs.alone") : s.name}</bdi>
      <span class="leg-time">{since(s.from, s.to === undefined ? now : new Date(s.to))}</span>
      <span class="small muted">
        {s.to === undefined ? t("legs.since", { from }) : t("legs.from_to", { from, to: clock(s.to, new Date(s.from)) })}
        {s.lost && " · " + t("legs.lost")}
        {s.consulted && " · " + t("legs.consulted")}
      </span>
    </li>
  );
}
