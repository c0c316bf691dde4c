import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { useAction } from "../../ui/hooks";
import { Problem } from "../../ui/message";
import { isMine } from "../shell/arrange";
import type { One, Part } from "../shell/slots";
import styles from "./recording.css?inline";
import { t, words } from "./words";

/** Says all through a call that it is recorded, and lets the agent whose it is pause that. It is paused when the server says so: what is said before is recorded. */
export function Recording({ workspace, i }: One): JSX.Element | null {
  const recording = i.call?.recording;
  const paused = recording?.paused_at !== undefined;
  const turn = useAction(useCallback(() => workspace.command(i.id, "POST", paused ? "recording/resume" : "recording/pause"), [workspace, i.id, paused]));
  if (recording === undefined) return null;
  const word = turn.busy && !paused ? t("recording.pausing") : t(paused ? "recording.paused" : "recording.on");
  return (
    <div class={"recording" + (paused ? " paused" : "")}>
      <span class="recording-mark" role="status">
        <i aria-hidden="true" /> {word}
      </span>
      {isMine(i, workspace.agent) && (
        <button type="button" class="button slim" aria-disabled={turn.busy} onClick={() => turn.run()}>
          {t(paused ? "recording.resume" : "recording.pause")}
        </button>
      )}
      <Problem text={turn.problem} />
    </div>
  );
}

export const part: Part = { words: [words], styles: [styles], views: { controls: Recording } };
