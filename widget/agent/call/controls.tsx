import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { heardOf } from "../../ui/heard";
import { useAction } from "../../ui/hooks";
import { Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import { sentence } from "../../words/failure";
import { passedOn } from "../shell/arrange";
import type { One } from "../shell/slots";
import { voiceOf } from "./voice";
import { t } from "./words";

/** What the agent does with the call's sound: hear without being heard, let the customer hear music, press keys. */
export function Controls({ workspace, i }: One): JSX.Element {
  const model = workspace.model(voiceOf);
  const { voice } = useObserved(model);
  const [keypad, show] = useState(false);
  const held = i.call?.on_hold !== undefined;
  const hold = useAction(useCallback(() => workspace.command(i.id, "POST", held ? "resume" : "hold"), [workspace, i.id, held]));
  const muted = voice?.muted === true;
  // They stand there from the beginning, so that nothing below moves under a finger when sound comes.
  const sound = voice?.status === "open";
  const talking = sound && i.state === "connected";
  const passing = passedOn(i); // it is a hold, until it is over
  return (
    <div class="call-controls">
      <button type="button" class="button slim" aria-pressed={muted} aria-disabled={!sound} onClick={() => sound && model.mute(!muted)}>
        {t("call.mute")}
      </button>
      <button type="button" class="button slim" aria-pressed={held} aria-disabled={!talking || passing || hold.busy} onClick={() => talking && !passing && hold.run()}>
        {t("call.hold")}
      </button>
      <button type="button" class="button slim" aria-expanded={keypad && talking} aria-disabled={!talking} onClick={() => talking && show(!keypad)}>
        {t("call.keypad")}
      </button>
      <Problem text={hold.problem} />
      {keypad && talking && <Keypad press={(keys) => model.press(keys)} say={(text) => workspace.model(heardOf).say(text)} />}
    </div>
  );
}

const keys = [..."123456789*0#"];

/** The keys of a telephone, for menus at the far end. A keyboard's own keys do the same, and what is pasted is pressed. */
function Keypad({ press, say }: { press: (keys: string) => void; say: (text: string) => void }): JSX.Element {
  const [pressed, show] = useState("");
  const [problem, complain] = useState("");
  const enter = (text: string) => {
    const wanted = text.replace(/[\s()./-]/g, ""); // as numbers are written
    try {
      press(wanted);
    } catch (e) {
      complain(sentence(e));
      return;
    }
    complain("");
    show((before) => (before + wanted).slice(-16));
    if (wanted.length > 1) say(t("call.pressed", { keys: wanted }));
  };
  return (
    <div
      class="keypad"
      role="group"
      aria-label={t("call.keypad")}
      onKeyDown={(e) => {
        if (e.ctrlKey || e.metaKey || e.altKey || !keys.includes(e.key)) return;
        e.preventDefault();
        enter(e.key);
      }}
      onPaste={(e) => enter(e.clipboardData?.getData("text") ?? "")}
    >
      <output class="keys-pressed" dir="ltr">
        {pressed}
      </output>
      {keys.map((key) => (
        <button key={key} type="button" class="button slim" onClick={() => enter(key)}>
          {key}
        </button>
      ))}
      <Problem text={problem} />
    </div>
  );
}
