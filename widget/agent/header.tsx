import type { JSX } from "preact";
import type { LiveState } from "../api/live";
import { Icon } from "../ui/icons";
import { t } from "../words/catalogue";
import type { DeskState } from "./desk";

const tones: Record<LiveState, string> = { connecting: "warn", live: "good", reconnecting: "warn", signed_out: "bad" };

/** Who is here, and whether calls can reach them. */
export function Header({ state, busy, muted, onMute }: { state: DeskState; busy: boolean; muted: boolean; onMute: (m: boolean) => void }): JSX.Element {
  return (
    <header class="top">
      <span class={"dot " + tones[state.live]} aria-hidden="true" />
      <span role="status" class="presence">
        {state.live === "live" && busy ? t("head.on_a_call") : t(`live.${state.live}`)}
      </span>
      <span class="who" dir="auto">
        {state.me?.agent.name || state.me?.agent.id}
      </span>
      <button
        type="button"
        class="icon-button"
        aria-pressed={muted}
        aria-label={t("head.silence")}
        title={t(muted ? "head.silenced" : "head.silence")}
        onClick={() => onMute(!muted)}
      >
        <Icon name={muted ? "mute" : "bell"} />
      </button>
    </header>
  );
}
