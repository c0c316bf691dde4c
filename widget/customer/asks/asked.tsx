import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Asked as Ask } from "../../api/schema";
import { useObserved } from "../../ui/observed";
import type { Page } from "../shell/slots";
import { answersOf, type Answers } from "./answers";
import { t } from "./words";

interface One {
  answers: Answers;
  a: Ask;
}

/** How each type is answered: a type without a view does not compile. */
const views: Record<Ask["type"], ComponentType<One>> = { text: TextField };

/** What the agent asks for: who asks, what for, and the choice not to say it. */
export function Asked({ visit, state }: Page): JSX.Element | null {
  const answers = visit.model(answersOf);
  const { busy, problem } = useObserved(answers);
  const all = state.contact?.asks ?? [];
  const asks = all.filter((a) => Object.hasOwn(views, a.type));
  useEffect(() => {
    for (const a of all) if (!Object.hasOwn(views, a.type)) answers.cannot(a.id); // the server is newer than this page
  });
  if (asks.length === 0) return null;
  return (
    <section class="asked" aria-label={t("asks.title")}>
      {asks.map((a) => {
        const View = views[a.type];
        return (
          <form
            key={a.id}
            onSubmit={(e) => {
              e.preventDefault();
              void answers.answer(a.id);
            }}
          >
            <label for={a.id}>
              <span class="muted small">{t("asks.who", { agent: a.agent })}</span>
              <bdi class="asked-label">{a.label}</bdi>
            </label>
            <View answers={answers} a={a} />
            <div class="asked-foot">
              <button type="button" class="button" aria-disabled={busy !== ""} onClick={() => void answers.decline(a.id)}>
                {t("asks.decline")}
              </button>
              <button type="submit" class="button primary" aria-disabled={busy !== ""}>
                {t("asks.send")}
              </button>
            </div>
          </form>
        );
      })}
      {problem !== "" && <p role="alert">{problem}</p>}
    </section>
  );
}

function TextField({ answers, a }: One): JSX.Element {
  return <textarea id={a.id} data-next class="input" dir="auto" rows={2} required maxLength={600} value={answers.text(a.id)} onInput={(e) => answers.write(a.id, e.currentTarget.value)} />;
}
