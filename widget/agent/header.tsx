import type { JSX } from "preact";
import type { LiveState } from "../api/live";
import { Icon } from "../ui/icons";
import type { DeskState } from "./desk";

const words: Record<LiveState, [text: string, tone: string]> = {
  connecting: ["Connecting…", "warn"],
  live: ["Ready", "good"],
  reconnecting: ["Reconnecting…", "warn"],
  signed_out: ["Signed out", "bad"],
};

/** Who is here, and whether calls can reach them. */
export function Header({ state, busy, muted, onMute }: { state: DeskState; busy: boolean; muted: boolean; onMute: (m: boolean) => void }): JSX.Element {
  const [text, tone] = words[state.live];
  return (
    <header class="top">
      <span class={"dot " + tone} aria-hidden="true" />
      <span role="status" class="presence">
        {state.live === "live" && busy ? "On a call" : text}
      </span>
      <span class="who" dir="auto">
        {state.me?.agent.name || state.me?.agent.id}
      </span>
      <button
        type="button"
        class="icon-button"
        aria-pressed={muted}
        aria-label="Silence the ringing sound"
        title={muted ? "The ringing sound is off" : "Silence the ringing sound"}
        onClick={() => onMute(!muted)}
      >
        <Icon name={muted ? "mute" : "bell"} />
      </button>
    </header>
  );
}
