import type { JSX } from "preact";
import { sends } from "../../ui/keys";
import { useObserved } from "../../ui/observed";
import type { One } from "../shell/slots";
import { asksOf } from "./asks";
import { t } from "./words";

/** What was asked of the customer and what came of it; and, while they are there, the next question. */
export function AskBox({ workspace, i }: One): JSX.Element | null {
  const asks = workspace.model(asksOf);
  const { busy, problem } = useObserved(asks);
  const made = i.asks ?? [];
  const can = i.app !== undefined && i.state !== "closed";
  if (!can && made.length === 0) return null;
  const label = asks.label(i.id);
  return (
    <section class="asks" aria-label={t("asks.title")}>
      {made.length > 0 && (
        <ul class="asks-made">
          {made.map((a) => (
            <li key={a.id}>
              <bdi class="strong">{a.label}</bdi>
              <span class="muted small">{t(`asks.${a.state}`)}</span>
              {a.text !== undefined && <bdi class="asks-answer">{a.text}</bdi>}
              {a.state === "open" && (
                <button type="button" class="button slim" aria-label={t("asks.withdraw_name", { label: a.label })} onClick={() => void asks.withdraw(i.id, a.id)}>
                  {t("asks.withdraw")}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {can && (
        <form
          class="asks-form"
          onSubmit={(e) => {
            e.preventDefault();
            void asks.ask(i.id);
          }}
        >
          <label class="unseen" for={"ask-" + i.id}>
            {t("asks.label")}
          </label>
          <input
            id={"ask-" + i.id}
            class="input"
            dir="auto"
            required
            maxLength={60}
            placeholder={t("asks.placeholder")}
            value={label}
            onInput={(e) => asks.write(i.id, e.currentTarget.value)}
            onKeyDown={(e) => {
              if (sends(e)) {
                e.preventDefault();
                void asks.ask(i.id);
              }
            }}
          />
          <button type="submit" class="button slim" aria-disabled={busy}>
            {t("asks.ask")}
          </button>
        </form>
      )}
      {problem !== "" && (
        <p class="small asks-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
