import type { ComponentType, JSX } from "preact";
import type { AskType } from "../../api/schema";
import { sends } from "../../ui/keys";
import { useObserved } from "../../ui/observed";
import type { One } from "../shell/slots";
import { asksOf, type Asks } from "./asks";
import { t } from "./words";

/** How each type is asked: a type without a view does not compile. */
const views: Record<AskType, ComponentType<{ asks: Asks; interaction: string; busy: boolean }>> = { text: TextForm };

/** What was asked of the customer and what came of it; and, while they are there, the next question. */
export function AskBox({ workspace, i }: One): JSX.Element | null {
  const asks = workspace.model(asksOf);
  const { busy, problem } = useObserved(asks);
  const made = i.asks ?? [];
  const page = i.app !== undefined || i.joining?.browsers.some((b) => b.out_at === undefined);
  const can = page === true && i.state !== "closed";
  if (!can && made.length === 0) return null;
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
      {can && Object.entries(views).map(([type, View]) => <View key={type} asks={asks} interaction={i.id} busy={busy} />)}
      {problem !== "" && (
        <p class="small asks-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

function TextForm({ asks, interaction, busy }: { asks: Asks; interaction: string; busy: boolean }): JSX.Element {
  return (
    <form
      class="asks-form"
      onSubmit={(e) => {
        e.preventDefault();
        void asks.ask(interaction);
      }}
    >
      <label class="unseen" for={"ask-" + interaction}>
        {t("asks.label")}
      </label>
      <input
        id={"ask-" + interaction}
        class="input"
        dir="auto"
        required
        maxLength={60}
        placeholder={t("asks.placeholder")}
        value={asks.label(interaction)}
        onInput={(e) => asks.write(interaction, e.currentTarget.value)}
        onKeyDown={(e) => {
          if (sends(e)) {
            e.preventDefault();
            void asks.ask(interaction);
          }
        }}
      />
      <button type="submit" class="button slim" aria-disabled={busy}>
        {t("asks.ask")}
      </button>
    </form>
  );
}
