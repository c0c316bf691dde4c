import type { JSX } from "preact";
import { useObserved } from "../ui/observed";
import { Icon } from "../ui/icons";
import { t } from "../words/catalogue";
import type { Alarm } from "./alarm";
import type { Desk, DeskState } from "./desk";
import { Status } from "./status";

/** Who is here, whether calls can reach them, and whether they will hear it. */
export function Header({ desk, state, alarm, onCall }: { desk: Desk; state: DeskState; alarm: Alarm; onCall: boolean }): JSX.Element {
  const { muted, blocked, askable } = useObserved(alarm);
  return (
    <>
      <header class="top">
        <Status desk={desk} state={state} onCall={onCall} />
        <span class="who" dir="auto">
          {state.me?.agent.name || state.me?.agent.id}
        </span>
        {askable && (
          <button type="button" class="icon-button" aria-label={t("head.notify")} title={t("head.notify")} onClick={() => void alarm.askToNotify()}>
            <Icon name="notify" />
          </button>
        )}
        <button type="button" class="icon-button" aria-pressed={muted} aria-label={t("head.silence")} title={t(muted ? "head.silenced" : "head.silence")} onClick={() => alarm.mute(!muted)}>
          <Icon name={muted ? "mute" : "bell"} />
        </button>
      </header>
      {blocked && !muted && (
        <button type="button" class="sound-off small">
          <Icon name="mute" /> {t("head.sound_off")}
        </button>
      )}
    </>
  );
}
