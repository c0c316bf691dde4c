import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { since } from "../../ui/elapsed";
import { useNext } from "../../ui/focus";
import { heardOf } from "../../ui/heard";
import { useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { downIcon } from "../../ui/icons-later";
import type { Page, Part } from "../shell/slots";
import { stay } from "./leaving";
import styles from "./staying.css?inline";
import { t, words } from "./words";

function Minimise({ visit }: Page): JSX.Element | null {
  if (!visit.embedding.framed || !visit.calling) return null;
  return (
    <button type="button" class="icon-button minimise" aria-label={t("stay.minimise")} onClick={() => visit.shrink(true)}>
      <Icon of={downIcon} />
    </button>
  );
}

/** Leaving would end the call, which is asked first; and whoever wants their page back need not end it. */
function Leaving({ visit }: Page): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  const staying = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    visit.leave = () => {
      visit.shrink(false);
      if (box.current?.open !== true) box.current?.showModal();
      staying.current?.focus();
    };
  }, [visit]);
  return (
    <dialog ref={box} class="leaving" aria-labelledby="leaving-title">
      <h2 id="leaving-title">{t("leave.title")}</h2>
      <p>{t("leave.text")}</p>
      <div class="pair">
        <button
          type="button"
          class="button bad"
          onClick={() => {
            box.current?.close();
            void visit.end();
            visit.embedding.close();
          }}
        >
          {t("leave.end")}
        </button>
        <button ref={staying} type="button" class="button" onClick={() => box.current?.close()}>
          {t("leave.stay")}
        </button>
      </div>
      {visit.embedding.framed && (
        <button
          type="button"
          class="button"
          onClick={() => {
            box.current?.close();
            visit.shrink(true);
          }}
        >
          {t("stay.minimise_long")}
        </button>
      )}
    </dialog>
  );
}

/** What became of a call whose page was left, and the way to another. */
function Again({ visit, state }: Page): JSX.Element | null {
  const lost = state.resumed && visit.calling;
  useEffect(() => {
    if (lost) visit.model(heardOf).say(t("stay.resumed"));
  }, [lost]);
  if (state.channel !== "voice" || (!lost && !visit.over)) return null;
  return (
    <>
      {lost && <p class="message warn">{t("stay.resumed")}</p>}
      <button type="button" class="button big" onClick={() => visit.again()}>
        {t("stay.again")}
      </button>
    </>
  );
}

/** The call in a corner of the page. */
function Small({ visit, state }: Page): JSX.Element {
  const now = useNow();
  const { contact } = state;
  const talking = contact?.state === "connected";
  const from = talking ? contact.answered_at : contact?.waiting?.since;
  const bar = useNext<HTMLButtonElement>(); // what was pressed to make it small is gone
  return (
    <button ref={bar} data-next type="button" class="small-call" onClick={() => visit.shrink(false)}>
      <span class={"dot " + (talking ? "good" : "warn")} aria-hidden="true" />
      <span class="small-word">{t(talking ? "stay.on_a_call" : "stay.in_line")}</span>
      {from !== undefined && <span class="timer">{since(from, now)}</span>}
      <span class="small-open">{t("stay.open")}</span>
    </button>
  );
}

export const part: Part = { words: [words], styles: [styles], views: { top: Minimise, leaving: Leaving, during: Again, small: Small }, start: stay };
