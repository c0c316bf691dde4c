import type { ComponentChildren, ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Asked as Ask } from "../../api/schema";
import { useObserved } from "../../ui/observed";
import { dialect } from "../../words/catalogue";
import { uploadsOf } from "../files/uploads";
import type { Page } from "../shell/slots";
import { answersOf, known, whoAsks, type One } from "./answers";
import { Films, Pictures } from "./pictures";
import { t } from "./words";

/** How each type is answered: a type without a view does not compile. */
const views: Record<Ask["type"], ComponentType<One>> = { text: TextField, photo: Pictures, video: Films, location: Whereabouts, consent: Sentence };

/** What the agent asks for: who asks, what for, and the choice not to say it. */
export function Asked({ visit, state }: Page): JSX.Element | null {
  const answers = visit.model(answersOf);
  const uploads = visit.model(uploadsOf);
  const { busy, problem, over } = useObserved(answers);
  useObserved(uploads);
  const all = state.contact?.asks ?? [];
  const asks = all.filter(known);
  useEffect(() => {
    for (const a of all) if (!known(a)) answers.cannot(a.id); // the server is newer than this page
  });
  if (asks.length === 0 && over === "") return null;
  return (
    <section class="asked" aria-label={t("asks.title")}>
      {asks.map((a) => {
        const View = views[a.type];
        const consent = a.type === "consent";
        return (
          <form
            key={a.id}
            onSubmit={(e) => {
              e.preventDefault();
              void answers.answer(a);
            }}
          >
            <Head a={a}>
              <span class="muted small">{whoAsks(a)}</span>
              <bdi class="asked-label">{a.label}</bdi>
              {a.sensitive === true && <span class="small">{t("asks.guarded", { agent: a.agent })}</span>}
            </Head>
            <span class="muted small">{t("asks.until", { time: new Date(a.until).toLocaleTimeString(dialect(), { timeStyle: "short" }) })}</span>
            <View answers={answers} uploads={uploads} a={a} />
            <div class="asked-foot">
              <button type="button" class="button" aria-disabled={busy !== ""} onClick={() => void answers.decline(a.id)}>
                {t(consent ? "asks.disagree" : "asks.decline")}
              </button>
              {(a.type === "text" || answers.ready(a) !== undefined) && (
                <button type="submit" class="button primary" aria-disabled={busy !== ""}>
                  {t(consent ? "asks.agree" : a.most_files === undefined ? "asks.send" : "asks.done")}
                </button>
              )}
            </div>
          </form>
        );
      })}
      {over !== "" && <p class="muted">{over}</p>}
      {problem !== "" && <p role="alert">{problem}</p>}
    </section>
  );
}

/** A field has the question for its name; a button has its own. */
function Head({ a, children }: { a: Ask; children: ComponentChildren }): JSX.Element {
  return a.type === "text" ? (
    <label class="asked-head" for={a.id}>
      {children}
    </label>
  ) : (
    <div class="asked-head">{children}</div>
  );
}

function TextField({ answers, a }: One): JSX.Element {
  return <textarea id={a.id} data-next class="input" dir="auto" autocomplete="off" rows={2} required maxLength={600} value={answers.text(a.id)} onInput={(e) => answers.write(a, e.currentTarget.value)} />;
}

/** Where they are: asked of the browser, shown, and sent only then. */
function Whereabouts({ answers, a }: One): JSX.Element {
  const { places, finding } = answers.state;
  const place = places.get(a.id);
  if (place === undefined) {
    return (
      <button type="button" data-next class="button" aria-disabled={finding !== ""} onClick={() => answers.locate(a.id)}>
        {t(finding === a.id ? "asks.locating" : "asks.locate")}
      </button>
    );
  }
  return (
    <p class="asked-place" role="status">
      <span class="muted small">{t("asks.place")}</span>
      <a target="_blank" rel="noreferrer" href={`https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=17/${place.latitude}/${place.longitude}`}>
        {t("asks.near", { latitude: place.latitude.toFixed(6), longitude: place.longitude.toFixed(6), metres: place.accuracy })}
      </a>
    </p>
  );
}

/** The sentence stands above; what is to be said to it, below. */
function Sentence(): null {
  return null;
}
