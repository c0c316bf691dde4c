import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../ui/icons";
import { Problem } from "../ui/message";
import { useObserved } from "../ui/observed";
import { Choosing } from "./choosing";
import type { Embedding, Occasion } from "./embedding";
import { Talking } from "./talking";
import type { Visit, Wish } from "./visit";
import { t } from "./words";

export function ContactPage({ visit, shell }: { visit: Visit; shell: Embedding }): JSX.Element {
  const state = useObserved(visit);
  const [occasion, setOccasion] = useState<Occasion | undefined>(undefined);
  const [wish, setWish] = useState<Wish>({ path: [], name: "", phone: "", message: "", location: undefined });
  const leaving = useRef<HTMLDialogElement>(null);

  useEffect(() => void shell.occasion.then(setOccasion), [shell]);

  const close = () => {
    if (visit.calling) {
      if (leaving.current?.open !== true) leaving.current?.showModal();
    } else shell.close();
  };
  useEffect(() => {
    shell.onCloseRequest(close);
    const escape = (e: KeyboardEvent) => {
      if (e.key === "Escape" && leaving.current?.open !== true) close();
    };
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  }, [shell, visit]);

  return (
    <>
      <header class="top">
        <h1>{t("title")}</h1>
        {shell.framed && (
          <button type="button" class="icon-button" aria-label={t("close")} onClick={close}>
            <Icon name="close" />
          </button>
        )}
      </header>
      <main>
        <Problem text={state.phase === "choosing" ? state.problem : ""} />
        {state.phase !== "choosing" ? (
          <>
            <Talking visit={visit} state={state} path={wish.path} again={() => occasion && void visit.start("voice", wish, occasion)} />
            {shell.framed && !visit.calling && state.phase === "started" && (
              <button type="button" class="button big" onClick={close}>
                {t("close")}
              </button>
            )}
          </>
        ) : occasion === undefined ? (
          <p class="muted" role="status">
            {t("one_moment")}
          </p>
        ) : (
          <Choosing occasion={occasion} wish={wish} change={(part) => setWish({ ...wish, ...part })} start={(channel) => void visit.start(channel, wish, occasion)} />
        )}
      </main>
      <dialog ref={leaving} class="leaving" aria-labelledby="leaving-title">
        <h2 id="leaving-title">{t("leave.title")}</h2>
        <p>{t("leave.text")}</p>
        <div class="pair">
          <button
            type="button"
            class="button bad"
            onClick={() => {
              leaving.current?.close();
              void visit.end();
              shell.close();
            }}
          >
            {t("leave.end")}
          </button>
          <button type="button" class="button" autofocus onClick={() => leaving.current?.close()}>
            {t("leave.stay")}
          </button>
        </div>
      </dialog>
    </>
  );
}
