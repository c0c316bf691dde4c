import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Title, Who } from "../choosing/who";
import { reachable } from "../shell/reach";
import type { Before } from "../shell/slots";
import { t } from "./words";

/** What the customer would rather write than say; and, where nobody knows them, where an answer goes. */
export function Writing({ occasion, wish, change, start }: Before): JSX.Element {
  const [warned, warn] = useState(false);
  const email = useRef<HTMLInputElement>(null);
  const unreachable = !occasion.packet && !reachable(wish.email) && !reachable(wish.phone);
  return (
    <form
      class="writing"
      onSubmit={(e) => {
        e.preventDefault();
        if (wish.message.trim() === "") return;
        if (!unreachable || warned) start("message");
        else {
          warn(true);
          email.current?.focus();
        }
      }}
    >
      <Title text={t("message.title")} />
      <div class="field">
        <label for="message">{t("message.label")}</label>
        <textarea id="message" class="input" dir="auto" required maxLength={10_000} rows={6} value={wish.message} onInput={(e) => change({ message: e.currentTarget.value })} />
      </div>
      {!occasion.packet && (
        <div class="field">
          <label for="email">{t("message.email")}</label>
          <input ref={email} id="email" class="input" type="text" inputMode="email" dir="ltr" maxLength={254} autocomplete="email" aria-describedby="no-way" value={wish.email} onInput={(e) => change({ email: e.currentTarget.value })} />
        </div>
      )}
      <Who occasion={occasion} wish={wish} change={change} />
      <p id="no-way" role="status" class="small">
        {warned && unreachable && t("message.no_way")}
      </p>
      <button type="submit" class="button primary big">
        {t(warned && unreachable ? "message.send_anyway" : "message.send")}
      </button>
      <p class="muted small">{t("message.photos")}</p>
    </form>
  );
}
