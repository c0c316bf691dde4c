import type { JSX } from "preact";
import { useCallback, useEffect } from "preact/hooks";
import { since } from "../../ui/elapsed";
import { useNext } from "../../ui/focus";
import { useAction, useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { hangupIcon } from "../../ui/icons-later";
import { Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import { stateWord } from "../../words/names";
import { callerName, colleague } from "../../words/people";
import { isMine, isOn } from "../shell/arrange";
import { Slot, type One } from "../shell/slots";
import { Controls } from "./controls";
import type { Trouble } from "../../voice";
import { voiceOf } from "./voice";
import { t } from "./words";

/** How well the two hear each other, at a glance; what is wrong stands in words below. */
function Signal({ troubles }: { troubles: readonly Trouble[] }): JSX.Element {
  const strength = troubles.includes("lost") ? "lost" : troubles.length > 0 ? "poor" : "good";
  return (
    <span class={"signal " + strength} role="img" aria-label={t(`call.signal_${strength === "lost" ? "none" : strength}`)}>
      <i />
      <i />
      <i />
    </span>
  );
}

/** The call while it lasts: how it stands, for how long, and how to end it. */
export function CallBar({ workspace, state, i }: One): JSX.Element {
  const now = useNow();
  const model = workspace.model(voiceOf);
  const { voice: carried } = useObserved(model);
  const bar = useNext<HTMLElement>(); // who accepted by keyboard goes on from here
  useEffect(() => {
    const at = bar.current;
    if (at === null) return;
    // What stays in view below it has to know where it ends.
    const watch = new ResizeObserver(() => document.documentElement.style.setProperty("--bar", at.offsetHeight + "px"));
    watch.observe(at);
    return () => watch.disconnect();
  }, []);
  const on = isOn(i, workspace.agent);
  const comes = on && !isMine(i, workspace.agent) && i.transfer?.consults_at === undefined; // who has it passes it on
  const here = on && !comes && workspace.takesCalls;
  const hangUp = useAction(useCallback(() => model.hangUp(i), [model, i]));
  const voice = carried?.interaction === i.id ? carried : undefined;
  const word = t(
    i.call?.on_hold !== undefined ? "call.on_hold" : i.state === "connected" ? "call.on" : i.state === "dialling" ? "call.dialling" : voice?.status === "open" ? "call.connecting_customer" : "call.connecting",
  );
  return (
    <section ref={bar} data-next tabIndex={-1} class={`call-bar ${i.call?.on_hold === undefined ? i.state : "on-hold"}`} aria-label={t("call.label")}>
      <div class="call-state">
        <bdi class="ellipsis small">{callerName(i)}</bdi>
        <span>
          {comes ? t("call.connecting") : on ? word : t("call.others", { agent: colleague(i.agent?.name), state: i.call?.on_hold === undefined ? stateWord(i).toLowerCase() : t("call.on_hold") })}{" "}
          {i.call?.on_hold !== undefined && since(i.call.on_hold.since, now)} {voice?.status === "open" && <Signal troubles={voice.troubles} />}
        </span>
        <span class="timer" role="timer" aria-label={t("call.talk_time")}>
          {i.state === "connected" ? since(i.call?.answered_at, now) : ""}
        </span>
      </div>
      {here && (
        <button type="button" class="button bad" aria-disabled={hangUp.busy} onClick={() => hangUp.run()}>
          <Icon of={hangupIcon} /> {t(hangUp.busy ? "call.hanging_up" : "call.hang_up")}
        </button>
      )}
      {here && voice !== undefined && <Controls workspace={workspace} state={state} i={i} />}
      {here && <Slot at="controls" workspace={workspace} state={state} i={i} />}
      {here && voice === undefined && <p class="call-word small">{t("call.elsewhere")}</p>}
      <div class="call-word small" role="status">
        {voice !== undefined && voice.problem !== "" && <p class="slow">{voice.problem}</p>}
        {voice?.status === "open" && voice.troubles.map((trouble) => <p key={trouble}>{t(`call.signal_${trouble}`)}</p>)}
      </div>
      <Problem text={hangUp.problem} />
    </section>
  );
}
