import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { ContactWaiting } from "../../api/schema";
import { since } from "../../ui/elapsed";
import { heardOf } from "../../ui/heard";
import { useAction, useNow } from "../../ui/hooks";
import { Problem } from "../../ui/message";
import { reachable } from "../shell/reach";
import type { Page } from "../shell/slots";
import type { Visit } from "../shell/visit";
import { leaveMessage } from "./look";
import { t } from "./words";

/** The truth for who waits, and a message on the spot for who will not wait on or has waited in vain. */
export function Line({ visit, state }: Page): JSX.Element | null {
  const { contact } = state;
  if (contact === undefined || !mayWrite(visit)) return null;
  const waiting = visit.over ? undefined : contact.waiting;
  return (
    <section class="line">
      {waiting && <Standing visit={visit} waiting={waiting} />}
      {waiting && <Waited from={waiting.since} />}
      <Instead visit={visit} atOnce={waiting === undefined || waiting.anybody === false} />
    </section>
  );
}

/** A message is taken while nobody has the call, and after nobody has come. */
function mayWrite(visit: Visit): boolean {
  const { channel, contact } = visit.state;
  if (channel !== "voice" || contact === undefined || (contact.messages ?? 0) > 0) return false;
  return visit.over ? contact.answered_at === undefined : contact.state === "waiting";
}

function Standing({ visit, waiting }: { visit: Visit; waiting: ContactWaiting }): JSX.Element | null {
  const { place, anybody, closed } = waiting;
  const nobody = anybody === false && !closed ? t("line.nobody") : "";
  const text = closed ? t("line.closed") : nobody !== "" ? t("line.nobody_text") : place === undefined ? "" : place === 1 ? t("line.next") : t("line.place", { place });
  useEffect(() => {
    if (text !== "") visit.model(heardOf).say(nobody === "" ? text : t("line.said", { title: nobody, text }));
  }, [nobody, text]);
  if (text === "") return null;
  return (
    <p>
      {nobody !== "" && <strong>{nobody}</strong>} {text}
    </p>
  );
}

function Waited({ from }: { from: string }): JSX.Element {
  const now = useNow();
  return (
    <p class="timer" role="timer" aria-label={t("line.waited_label")}>
      {t("line.waited", { time: since(from, now) })}
    </p>
  );
}

const focused = (e: HTMLElement | null) => e?.focus();

function Instead({ visit, atOnce }: { visit: Visit; atOnce: boolean }): JSX.Element {
  const [kept] = useState(visit.memory.get<string>("instead") ?? "");
  const [asked, ask] = useState(false); // just now: what comes back by itself takes no focus
  const [text, setText] = useState(kept);
  const write = (typed: string) => {
    visit.memory.keep("instead", typed);
    setText(typed);
  };
  const [reach, setReach] = useState(visit.memory.get<string>("reach") ?? "");
  const answerTo = (typed: string) => {
    visit.memory.keep("reach", typed);
    setReach(typed);
  };
  const [warned, warn] = useState(false);
  const way = visit.answerable ? "" : reach.trim(); // who is known is not asked, and what was kept is not said for them
  const unreachable = !visit.answerable && !reachable(way);
  const sending = useAction(useCallback(() => leaveMessage(visit, text + (way && "\n\n" + t("line.answer_to", { reach: way })), reachable(way)), [visit, text, way]));
  if (!atOnce && !asked && kept === "") {
    return (
      <button type="button" class="button" onClick={() => ask(true)}>
        {t("line.instead")}
      </button>
    );
  }
  return (
    <form
      class="writing"
      onSubmit={(e) => {
        e.preventDefault();
        if (text.trim() === "") return;
        if (unreachable && !warned) warn(true);
        else sending.run();
      }}
    >
      <div class="field">
        <label for="instead">{t(visit.over ? "line.leave" : "line.instead")}</label>
        <textarea id="instead" class="input" dir="auto" required maxLength={6_000} rows={4} value={text} onInput={(e) => write(e.currentTarget.value)} ref={asked ? focused : null} />
      </div>
      {!visit.answerable && (
        <div class="field">
          <label for="reach">{t("line.reach")}</label>
          <input id="reach" class="input" dir="auto" maxLength={254} value={reach} onInput={(e) => answerTo(e.currentTarget.value)} />
          <p role="status" class="small">
            {warned && unreachable && t("line.no_way")}
          </p>
        </div>
      )}
      <Problem text={sending.problem} />
      <button type="submit" class="button primary" aria-disabled={sending.busy}>
        {t(sending.busy ? "line.sending" : visit.over ? "line.send" : "line.send_instead")}
      </button>
    </form>
  );
}
