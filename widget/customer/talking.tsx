import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Contact } from "../api/schema";
import { useNow } from "../ui/hooks";
import { Icon } from "../ui/icons";
import { duration, issue } from "../ui/words";
import { UploadBox } from "./uploadbox";
import type { Visit, VisitState } from "./visit";
import { t } from "./words";

interface Words {
  title: string;
  text: string;
  tone: "waiting" | "live" | "done";
}

function wordsFor(state: VisitState): Words {
  const contact: Contact | undefined = state.contact;
  if (state.channel === "message") {
    if (state.phase === "starting") return { title: t("talk.sending"), text: "", tone: "waiting" };
    return { title: t("talk.thanks"), text: t("talk.arrived"), tone: "done" };
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
      return { title: contact?.agent ? t("talk.connected_named", { agent: contact.agent }) : t("talk.connected"), text: t("talk.photos"), tone: "live" };
    case "ended":
      return { title: t("talk.ended"), text: t("talk.bye"), tone: "done" };
    case "left":
      return { title: t("talk.thanks"), text: t("talk.arrived"), tone: "done" };
  }
}

/** From the first ring to the goodbye, with a place for photos. */
export function Talking({ visit, state, path, again }: { visit: Visit; state: VisitState; path: readonly string[]; again: () => void }): JSX.Element {
  const words = wordsFor(state);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const broken = state.live === "reconnecting" && !visit.over;
  return (
    <>
      <section class={"state " + words.tone}>
        <span class="bubble" aria-hidden="true">
          <Icon name={words.tone === "done" ? "check" : state.channel === "voice" ? "phone" : "message"} />
        </span>
        <h2 ref={heading} tabIndex={-1} class="title" dir="auto">
          {words.title}
        </h2>
        <p role="status" class="muted">
          <span class="unseen">{t("talk.status", { title: words.title })}</span>
          {words.text}
        </p>
        {words.tone === "live" && <Timer />}
        {path.length > 0 && (
          <p class="badge" dir="auto">
            {issue(path)}
          </p>
        )}
      </section>
      {state.problem !== "" && (
        <p class="message warn" role="status">
          {state.problem}
        </p>
      )}
      {broken && (
        <p class="message warn" role="status">
          {t("talk.lost")}
        </p>
      )}
      {state.voiceProblem !== "" && !visit.over && (
        <div class="message warn slow" role="status">
          <div>
            {state.voiceProblem}{" "}
            <button type="button" class="link" onClick={again}>
              {t("talk.again")}
            </button>
          </div>
        </div>
      )}
      {state.phase === "started" && <UploadBox uploads={visit.uploads} ended={visit.over} />}
      {visit.calling && (
        <button type="button" class="button bad big" onClick={() => void visit.end()}>
          <Icon name="hangup" /> {t(words.tone === "live" ? "talk.hang_up" : "talk.cancel")}
        </button>
      )}
    </>
  );
}

function Timer(): JSX.Element {
  const [from] = useState(() => Date.now());
  const now = useNow();
  return (
    <p class="timer" role="timer" aria-label={t("talk.time")}>
      {duration((now.getTime() - from) / 1000)}
    </p>
  );
}
