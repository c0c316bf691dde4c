import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Dial } from "../../hosts/host";
import { Icon } from "../../ui/icon";
import { phoneIcon } from "../../ui/icons";
import { keepComposing } from "../../ui/keys";
import { Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import type { Page } from "../shell/slots";
import { diallingOf } from "./dialling";
import { t } from "./words";

/** A number to call: typed, or clicked in the CRM. */
export function DialBox({ workspace }: Page): JSX.Element {
  const dialling = workspace.model(diallingOf);
  const { number, busy, problem, asks } = useObserved(dialling);
  const button = useRef<HTMLButtonElement>(null);
  const focused = useRef<Dial | undefined>(undefined);
  useEffect(() => {
    // Somebody clicked the number, and it waits for their word: one more key places the call.
    if (asks !== undefined && asks !== focused.current) button.current?.focus();
    focused.current = asks;
  }, [asks]);
  return (
    <section class="card dial" aria-label={t("dial.label")}>
      <form
        onKeyDown={keepComposing}
        onSubmit={(e) => {
          e.preventDefault();
          void dialling.call();
        }}
      >
        <label class="unseen" for="dial">
          {t("dial.number")}
        </label>
        <input id="dial" class="input" type="tel" dir="ltr" placeholder={t("dial.number")} autocomplete="off" required maxLength={120} value={number} onInput={(e) => dialling.type(e.currentTarget.value)} />
        <button ref={button} type="submit" class="button primary" aria-disabled={busy}>
          <Icon of={phoneIcon} /> {t(busy ? "dial.calling" : "dial.call")}
        </button>
      </form>
      <p class="muted small">{t(dialling.ticket === undefined ? "dial.no_ticket" : "dial.on_ticket")}</p>
      <Problem text={problem} />
    </section>
  );
}
