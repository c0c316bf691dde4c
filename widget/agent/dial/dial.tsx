import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { newID } from "../../api/ids";
import type { CallStarted, NewCall } from "../../api/schema";
import type { Dial } from "../../hosts/host";
import { useAction } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { phoneIcon } from "../../ui/icons";
import { keepComposing } from "../../ui/keys";
import { Problem } from "../../ui/message";
import type { Page } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import { t } from "./words";

/** A number to call: typed, or clicked in the CRM. */
export function DialBox({ workspace, state }: Page): JSX.Element {
  const [number, setNumber] = useState("");
  const callID = useRef(newID());
  const button = useRef<HTMLButtonElement>(null);
  const focused = useRef<Dial | undefined>(undefined);
  useEffect(() => {
    if (state.dial === undefined) return;
    setNumber(state.dial.number);
    callID.current = newID();
  }, [state.dial]);
  useEffect(() => {
    // Somebody clicked the number: one more key places the call. A button that has no number yet takes no focus.
    if (state.dial === undefined || state.dial === focused.current || number !== state.dial.number) return;
    focused.current = state.dial;
    button.current?.focus();
  }, [state.dial, number]);
  const call = useAction(
    useCallback(async () => {
      await dial(workspace, number.trim(), callID.current);
      callID.current = newID();
    }, [workspace, number]),
  );
  const ticket = state.dial?.record ?? state.record;
  return (
    <section class="card dial" aria-label={t("dial.label")}>
      <form
        onKeyDown={keepComposing}
        onSubmit={(e) => {
          e.preventDefault();
          if (number.trim() !== "") call.run();
        }}
      >
        <label class="unseen" for="dial">
          {t("dial.number")}
        </label>
        <input
          id="dial"
          class="input"
          type="tel"
          dir="ltr"
          placeholder={t("dial.number")}
          autocomplete="off"
          required
          maxLength={120}
          value={number}
          onInput={(e) => {
            setNumber(e.currentTarget.value);
            callID.current = newID();
          }}
        />
        <button ref={button} type="submit" class="button primary" aria-disabled={call.busy}>
          <Icon of={phoneIcon} /> {t(call.busy ? "dial.calling" : "dial.call")}
        </button>
      </form>
      <p class="muted small">{t(ticket === undefined ? "dial.no_ticket" : "dial.on_ticket")}</p>
      <Problem text={call.problem} />
    </section>
  );
}

/** The id is made once per intention, so that a repeated request is the same call. */
async function dial(workspace: Workspace, to: string, callID: string): Promise<void> {
  const ticket = workspace.state.dial?.record ?? workspace.state.record;
  const call: NewCall = { to, tab: workspace.tab, call_id: callID, ...(ticket === undefined ? {} : { ticket }) };
  workspace.begin(await workspace.client.json<CallStarted>("POST", "/v1/calls", call));
  workspace.dialled();
}
