import type { JSX } from "preact";
import { Title, Who } from "../choosing/who";
import type { Before } from "../shell/slots";
import { t } from "./words";

/** What the customer would rather write than say. */
export function Writing({ occasion, wish, change, start }: Before): JSX.Element {
  return (
    <form
      class="writing"
      onSubmit={(e) => {
        e.preventDefault();
        if (wish.message.trim() !== "") start("message");
      }}
    >
      <Title text={t("message.title")} />
      <div class="field">
        <label for="message">{t("message.label")}</label>
        <textarea id="message" class="input" dir="auto" required maxLength={10_000} rows={6} value={wish.message} onInput={(e) => change({ message: e.currentTarget.value })} />
      </div>
      <Who occasion={occasion} wish={wish} change={change} />
      <button type="submit" class="button primary big" disabled={wish.message.trim() === ""}>
        {t("message.send")}
      </button>
      <p class="muted small">{t("message.photos")}</p>
    </form>
  );
}
