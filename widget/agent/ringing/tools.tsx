import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Interaction } from "../../api/schema";
import { issue } from "../../ui/issue";
import { Icon } from "../../ui/icon";
import { bellIcon, muteIcon, notifyIcon } from "../../ui/icons";
import { useObserved } from "../../ui/observed";
import { addressed, callerName } from "../../words/people";
import type { Whole } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import { Alarm } from "./alarm";
import { t } from "./words";

/** What calls the agent, of one page. */
export const alarmOf = (workspace: Workspace) => new Alarm({ agent: workspace.state.me?.account + " " + workspace.agent });

/** Whether it is heard when it rings. */
export function Tools({ workspace }: Whole): JSX.Element {
  const alarm = workspace.model(alarmOf);
  const { muted, askable } = useObserved(alarm);
  return (
    <>
      {askable && (
        <button type="button" class="icon-button" aria-label={t("ring.notify")} title={t("ring.notify")} onClick={() => void alarm.askToNotify()}>
          <Icon of={notifyIcon} />
        </button>
      )}
      <button type="button" class="icon-button" aria-pressed={muted} aria-label={t("ring.silence")} title={t(muted ? "ring.silenced" : "ring.silence")} onClick={() => alarm.mute(!muted)}>
        <Icon of={muted ? muteIcon : bellIcon} />
      </button>
    </>
  );
}

/** Says aloud that it rings, once per call, and calls the agent to it: by sound, notification, the page's title and the host's own means. */
export function Calling({ workspace, arrangement }: Whole): JSX.Element {
  const alarm = workspace.model(alarmOf);
  const { muted, blocked } = useObserved(alarm);
  const { ringing, call } = arrangement;
  const first = ringing[0];
  const calls = call === undefined ? first : undefined;
  const title = calls !== undefined ? "☎ " + callerName(calls) : t(call === undefined ? "ring.title" : "ring.on_a_call");
  useEffect(() => alarm.listen(), [alarm]);
  useEffect(() => {
    alarm.call(calls === undefined ? undefined : { id: calls.id, title: t("ring.incoming", { name: addressed(calls) }), text: issue(calls) });
    workspace.host.attention(calls !== undefined);
  }, [workspace, alarm, calls?.id]);
  useEffect(() => workspace.host.setTitle(title), [workspace, title]);
  return (
    <>
      {blocked && !muted && (
        <button type="button" class="sound-off small">
          <Icon of={muteIcon} /> {t("ring.sound_off")}
        </button>
      )}
      <div class="unseen" role="alert" aria-atomic="false">
        {ringing.map((i) => (
          <p key={i.id}>{announcement(i)}</p>
        ))}
      </div>
    </>
  );
}

function announcement(i: Interaction): string {
  const name = addressed(i);
  return i.issue_path.length === 0 ? t("ring.incoming", { name }) : t("ring.incoming_about", { name, issue: issue(i) });
}
