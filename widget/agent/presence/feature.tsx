import type { JSX } from "preact";
import { controls } from "../../ui/controls";
import type { Page, Part } from "../shell/slots";
import { Missed } from "./missed";
import { tellMissed } from "./presence";
import styles from "./presence.css?inline";
import { Status } from "./status";
import { t, words } from "./words";

/** Whether calls ring here, in a line. */
function Ready({ state }: Page): JSX.Element {
  const away = state.me?.status?.state === "away";
  return <p class="ready">{t(state.live === "connecting" ? "live.connecting" : state.live !== "live" ? "status.disconnected" : away ? "status.calls_elsewhere" : "status.ready")}</p>;
}

export const part: Part = { words: [words], styles: [controls, styles], views: { status: Status, ready: Ready, idle: Missed }, start: tellMissed };
