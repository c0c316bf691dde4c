import type { JSX } from "preact";
import { useCallback } from "preact/hooks";
import { controls } from "../../ui/controls";
import { useAction } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { headsetIcon } from "../../ui/icons-later";
import { Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import type { Page, Part, Whole } from "../shell/slots";
import { soundOf, type Sound } from "./sound";
import styles from "./sound.css?inline";
import { t, words } from "./words";

/** Opens what is below. */
function Tool({ workspace }: Whole): JSX.Element | null {
  const sound = workspace.model(soundOf);
  const { open } = useObserved(sound);
  if (!workspace.takesCalls) return null;
  return (
    <button type="button" class="icon-button" aria-expanded={open} aria-label={t("sound.set_up")} title={t("sound.set_up")} onClick={() => void sound.toggle()}>
      <Icon of={headsetIcon} />
    </button>
  );
}

/** Microphone and speaker, to be tried before a call. */
function SetUp({ workspace }: Whole): JSX.Element | null {
  const sound = workspace.model(soundOf);
  const { open, inputs, outputs, input, output, level } = useObserved(sound);
  const trying = useAction(useCallback(() => sound.try(), [sound]));
  if (!open) return null;
  return (
    <section class="card sound" aria-label={t("sound.set_up")}>
      <Devices label={t("sound.microphone")} devices={inputs} chosen={input} choose={(id) => void sound.choose({ input: id })} />
      <div class="sound-level" role="meter" aria-label={t("sound.level")} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(level * 100)}>
        <span style={{ inlineSize: `${Math.round(level * 100)}%` }} />
      </div>
      <p class="muted small">{t("sound.hint")}</p>
      {outputs.length > 0 && <Devices label={t("sound.speaker")} devices={outputs} chosen={output} choose={(id) => void sound.choose({ output: id })} />}
      <p class="sound-ways">
        <button type="button" class="button slim" aria-disabled={trying.busy} onClick={() => trying.run()}>
          {t("sound.try")}
        </button>
        <button type="button" class="button slim primary" onClick={() => void sound.toggle()}>
          {t("sound.done")}
        </button>
      </p>
      <Problem text={trying.problem} />
    </section>
  );
}

interface Choosing {
  label: string;
  devices: readonly MediaDeviceInfo[];
  chosen: string;
  choose: (id: string) => void;
}

function Devices({ label, devices, chosen, choose }: Choosing): JSX.Element {
  return (
    <label class="field">
      <span class="label">{label}</span>
      <select class="input" onChange={(e) => choose(e.currentTarget.value)}>
        <option value="" selected={!devices.some((d) => d.deviceId === chosen)}>
          {t("sound.usual")}
        </option>
        {devices.map((d, n) => (
          <option key={d.deviceId} value={d.deviceId} selected={d.deviceId === chosen}>
            {d.label || `${label} ${n + 1}`}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Why a call could not be taken as things stand, and what to do: before one rings. */
function Wanting({ workspace }: Page): JSX.Element | null {
  const sound = workspace.model(soundOf);
  const { finding } = useObserved(sound);
  if (!workspace.takesCalls || finding === undefined || finding === "ready") return null;
  return (
    <div class={"message " + (finding === "unasked" ? "plain" : "warn")}>
      <div class="sound-wanting">
        {t(`sound.${finding}`)}
        {finding === "unasked" && <Allow sound={sound} />}
      </div>
    </div>
  );
}

function Allow({ sound }: { sound: Sound }): JSX.Element {
  const allowing = useAction(useCallback(() => sound.allow(), [sound]));
  return (
    <button type="button" class="button slim primary" aria-disabled={allowing.busy} onClick={() => allowing.run()}>
      {t("sound.allow")}
    </button>
  );
}

export const part: Part = {
  words: [words],
  styles: [controls, styles],
  views: { tools: Tool, below: SetUp, notices: Wanting },
  start: (workspace) => workspace.model(soundOf).follow(workspace),
};
