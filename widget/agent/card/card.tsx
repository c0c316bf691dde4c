import type { JSX } from "preact";
import { minute } from "../../ui/format";
import { useNext } from "../../ui/focus";
import { useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { backIcon } from "../../ui/icons-later";
import { stateWord } from "../../words/names";
import { addressed, callerName } from "../../words/people";
import { inCall, isMine } from "../shell/arrange";
import { Headlines, Identity } from "../shell/packet";
import { Slot, type One } from "../shell/slots";
import { t } from "./words";

/** One interaction, whole: the call while it lasts, its wrap-up, and later its record. */
export function Card({ workspace, state, i }: One): JSX.Element {
  const one = { workspace, state, i };
  return (
    <article class="call" aria-label={t("card.label", { name: addressed(i) })}>
      {inCall(i) ? <Slot at="bar" {...one} /> : <PastBar {...one} />}
      <Slot at="form" {...one} />
      <Slot at="first" {...one} />
      <section class="card customer" aria-label={t("card.customer")}>
        <h2 dir="auto">{callerName(i)}</h2>
        <Identity i={i} />
        <Headlines i={i} />
        <Slot at="customer" {...one} />
      </section>
      <Slot at="card" {...one} />
      <div class={inCall(i) ? "dock kept" : "dock"}>
        <Slot at="dock" {...one} />
      </div>
      <Slot at="items" {...one} />
      <Slot at="record" {...one} />
    </article>
  );
}

function PastBar({ workspace, i }: One): JSX.Element {
  const now = useNow(30_000);
  const back = useNext<HTMLButtonElement>();
  const wrapping = i.state === "wrap_up" && isMine(i, workspace.agent); // there the next act is to say how it went
  return (
    <nav class="past-bar">
      <button ref={wrapping ? undefined : back} data-next={!wrapping || undefined} type="button" class="link back" onClick={() => workspace.open(undefined)}>
        <Icon of={backIcon} /> {t("card.back")}
      </button>
      <span class="muted small">
        {stateWord(i)} · {minute(i.started_at, now)}
      </span>
    </nav>
  );
}
