import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { WithFeatures, type Features } from "../../ui/features";
import { Icon } from "../../ui/icon";
import { closeIcon } from "../../ui/icons-later";
import { Message, Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import type { Embedding, Occasion } from "./embedding";
import { issueText } from "./issues";
import { Slot, type Slots } from "./slots";
import type { Visit, Wish } from "./visit";
import { t } from "./words";

interface Props {
  visit: Visit;
  embedding: Embedding;
  features: Features<Visit, Slots>;
}

export function ContactPage({ visit, embedding, features }: Props): JSX.Element {
  useMemo(() => attend(visit, features), [visit, features]);
  const state = useObserved(visit);
  const { incomplete } = useObserved(features);
  const [occasion, setOccasion] = useState<Occasion | undefined>(undefined);
  const [wish, setWish] = useState<Wish>({ path: [], name: "", phone: "", email: "", message: "", location: undefined, ...visit.memory.get<Wish>("wish") });

  useEffect(() => visit.memory.keep("wish", state.phase === "started" ? { ...wish, message: "" } : wish), [wish, state.phase]);
  useEffect(() => void embedding.occasion.then(setOccasion), [embedding]);
  useEffect(() => void (occasion && visit.memory.get("sending") && visit.start("message", wish, occasion)), [occasion]);

  visit.again = () => occasion && void visit.start("voice", wish, occasion);
  const close = () => (visit.calling ? visit.leave() : embedding.close());
  useEffect(() => {
    embedding.onCloseRequest(close);
    const escape = (e: KeyboardEvent) => {
      if (e.key !== "Escape" || document.querySelector("dialog[open]") !== null) return;
      e.preventDefault(); // or the browser would close what close() opens
      close();
    };
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  }, [embedding, visit]);

  if (state.small) {
    return (
      <WithFeatures of={features}>
        <Slot at="spoken" visit={visit} state={state} />
        <Slot at="small" visit={visit} state={state} />
      </WithFeatures>
    );
  }
  return (
    <WithFeatures of={features}>
      <Slot at="spoken" visit={visit} state={state} />
      <header class="top">
        <h1>{t("title")}</h1>
        <Slot at="top" visit={visit} state={state} />
        {embedding.framed && (
          <button type="button" class="icon-button" aria-label={t("close")} onClick={close}>
            <Icon of={closeIcon} />
          </button>
        )}
      </header>
      <main>
        <div role="status">{incomplete && <Message tone="warn">{t("incomplete")}</Message>}</div>
        <Problem text={state.phase === "choosing" ? state.problem : ""} />
        {state.phase !== "choosing" ? (
          <>
            <Slot at="talk" visit={visit} state={state} path={wish.path.map(issueText)} again={() => visit.again()} />
            {embedding.framed && !visit.calling && state.phase === "started" && (
              <button type="button" class="button big" onClick={close}>
                {t("close")}
              </button>
            )}
          </>
        ) : occasion === undefined ? (
          <p class="muted">{t("one_moment")}</p>
        ) : (
          <Slot at="choose" visit={visit} state={state} occasion={occasion} wish={wish} change={(part) => setWish({ ...wish, ...part })} start={(channel) => void visit.start(channel, wish, occasion)} />
        )}
      </main>
      <Slot at="leaving" visit={visit} state={state} />
    </WithFeatures>
  );
}

/** Has features come as the visit wants them, and work from the beginning: nobody signs in here. */
function attend(visit: Visit, features: Features<Visit, Slots>): void {
  const look = () => features.follow(visit);
  visit.subscribe(look);
  features.start(visit);
  look();
  void features.rest(visit);
}
