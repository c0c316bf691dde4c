import type { JSX } from "preact";
import { controls } from "../../ui/controls";
import type { Page, Part } from "../shell/slots";
import { Missed } from "./missed";
import { standing, tellMissed } from "./presence";
import styles from "./presence.css?inline";
import { Status } from "./status";
import { t, words } from "./words";

/** Whether calls ring here, in a line: what the header says in a word, and from the same source. */
function Ready({ state }: Page): JSX.Element | null {
  switch (standing(state, false)) {
    case "wrap_up":
      return null; // that has a place of its own, with a way out
    case "busy":
      return <p class="ready">{t("status.on_a_call")}</p>;
    case "away":
      return <p class="ready">{t("status.calls_elsewhere")}</p>;
    case "unreachable":
      return <p class="ready">{t("status.unreachable")}</p>;
    case "connecting":
      return <p class="ready">{t("live.connecting")}</p>;
    case "reconnecting":
    case "signed_out":
      return <p class="ready">{t("status.disconnected")}</p>;
    case "available":
      return <p class="ready">{t("status.ready")}</p>;
  }
}

export const part: Part = { words: [words], styles: [controls, styles], views: { status: Status, ready: Ready, idle: Missed }, start: tellMissed };
