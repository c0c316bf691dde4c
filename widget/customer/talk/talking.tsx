import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Contact } from "../../api/schema";
import { duration } from "../../ui/elapsed";
import { heardOf } from "../../ui/heard";
import { useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { checkIcon, phoneIcon } from "../../ui/icons";
import { hangupIcon, messageIcon } from "../../ui/icons-later";
import { useObserved } from "../../ui/observed";
import { Slot, type Slots } from "../shell/slots";
import type { VisitState } from "../shell/visit";
import { voiceOf } from "./voice";
import { t } from "./words";

interface Words {
  title: string;
  text: string;
  /** over: it has ended, and nothing came of it. */
  tone: "waiting" | "live" | "done" | "over";
}

function wordsFor(state: VisitState, answerable: boolean): Words {
  const contact: Contact | undefined = state.contact;
  if (state.channel === "message") {
    if (state.phase === "starting") return { title: t("talk.sending"), text: "", tone: "waiting" };
    return { title: t("talk.thanks"), text: t(answerable ? "talk.arrived" : "talk.arrived_only"), tone: "done" };
  }
  switch (contact?.state) {
    case undefined:
    case "starting":
      return { title: t("talk.calling"), text: t("talk.connecting"), tone: "waiting" };
    case "waiting":
      return { title: t("talk.waiting"), text: t("talk.in_line"), tone: "waiting" };
    case "connecting":
      return { title: contact?.agent ? t("talk.answering_named", { agent: contact.agent }) : t("talk.answering"), text: t("talk.moment"), tone: "waiting" };
    case "connected":
      if (contact?.on_hold === true) return { title: t("talk.on_hold"), text: t("talk.on_hold_text"), tone: "live" };
      return { title: contact?.agent ? t("talk.connected_named", { agent: contact.agent }) : t("talk.connected"), text: t("talk.photos"), tone: "live" };
    case "ended":
      if ((contact.messages ?? 0) > 0) return { title: t("talk.thanks"), text: t(answerable ? "talk.arrived" : "talk.arrived_only"), tone: "done" };
      if (contact.outcome === "nobody_came") return { title: t("talk.nobody_came"), text: t("talk.nobody_came_text"), tone: "over" };
      if (contact.outcome === "left" || contact.answered_at === undefined) return { title: t("talk.left"), text: t("talk.left_text"), tone: "over" };
      return { title: t("talk.ended"), text: t("talk.bye"), tone: "done" };
    case "left":
      return { title: t("talk.thanks"), text: t(answerable ? "talk.arrived" : "talk.arrived_only"), tone: "done" };
  }
}

/** From the first ring to the goodbye, with a place for photos. */
export function Talking({ visit, state, path, again }: Slots["talk"]): JSX.Element {
  const voice = useObserved(visit.model(voiceOf));
  const words = wordsFor(state, visit.answerable);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const said = useRef(words.title); // the focus reads it
  useLayoutEffect(() => {
    visit.model(heardOf).say(said.current === words.title ? words.text : words.text === "" ? words.title : t("talk.said", { title: words.title, text: words.text }));
    said.current = "";
  }, [words.title, words.text]);
  const broken = state.live === "reconnecting" && !visit.over;
  return (
    <>
      <section class={"state " + words.tone}>
        <span class="bubble" aria-hidden="true">
          <Icon of={words.tone === "done" ? checkIcon : words.tone === "over" ? hangupIcon : state.channel === "voice" ? phoneIcon : messageIcon} />
        </span>
        <h2 ref={heading} data-next tabIndex={-1} class="title" dir="auto">
          {words.title}
        </h2>
        <p class="muted">{words.text}</p>
        {(words.tone === "done" || words.tone === "over") && state.contact?.reference !== undefined && (
          <p>
            {t("talk.reference")} <strong dir="ltr">{state.contact.reference}</strong>
          </p>
        )}
        {words.tone === "live" && <Timer answered={state.contact?.answered_at} />}
        {path.length > 0 && (
          <p class="badge" dir="auto">
            {path.join(" › ")}
          </p>
        )}
      </section>
      <div role="status" aria-atomic="false">
        {state.problem !== "" && <p class="message warn">{t("talk.trying", { problem: state.problem })}</p>}
        {broken && <p class="message warn">{t("talk.lost")}</p>}
        {voice.problem !== "" && !visit.over && (
          <div class="message warn slow">
            <div>
              {voice.problem}{" "}
              <button type="button" class="link" onClick={again}>
                {t("talk.again")}
              </button>
            </div>
          </div>
        )}
      </div>
      <Slot at="line" visit={visit} state={state} />
      {state.phase === "started" && <Slot at="during" visit={visit} state={state} />}
      {visit.calling && (
        <div class="hang-up">
          <button type="button" class="button bad big" onClick={() => void visit.end()}>
            <Icon of={hangupIcon} /> {t(words.tone === "live" ? "talk.hang_up" : "talk.cancel")}
          </button>
        </div>
      )}
    </>
  );
}

function Timer({ answered }: { answered: string | undefined }): JSX.Element {
  const [seen] = useState(() => Date.now());
  const from = answered === undefined ? seen : Math.min(Date.parse(answered), Date.now());
  const now = useNow();
  return (
    <p class="timer" role="timer" aria-label={t("talk.time")}>
      {duration((now.getTime() - from) / 1000)}
    </p>
  );
}
