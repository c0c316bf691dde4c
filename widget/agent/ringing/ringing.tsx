import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Interaction } from "../../api/schema";
import { since } from "../../ui/elapsed";
import { issue } from "../../ui/issue";
import { useAction, useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { phoneIcon } from "../../ui/icons";
import { Problem } from "../../ui/message";
import { dialect } from "../../words/catalogue";
import { callerName } from "../../words/people";
import { Headlines, Identity } from "../shell/packet";
import { Slot, type One, type Page, type Whole } from "../shell/slots";
import { accept, decline } from "./answer";
import { say, t } from "./words";

/** What rings: in full while the agent is free, in a line while they are on a call. */
export function Ringing({ workspace, state, arrangement }: Whole): JSX.Element | null {
  const { ringing, call } = arrangement;
  if (ringing.length === 0) return null;
  if (call === undefined) return <Calls workspace={workspace} state={state} calls={ringing} />;
  const names = new Intl.ListFormat(dialect(), { type: "unit" }).format(ringing.map(callerName));
  return (
    <p class="message">
      {say("ring.more", { count: ringing.length, names: <bdi>{names}</bdi> })}
    </p>
  );
}

/** One large, several as a list of which one is open. */
function Calls({ workspace, state, calls }: Page & { calls: Interaction[] }): JSX.Element {
  const [chosen, choose] = useState("");
  const shown = calls.find((i) => i.id === chosen) ?? calls[0];
  return (
    <section class="ringing" aria-label={t("ring.rings", { count: calls.length })}>
      {shown && <Ring key={shown.id} workspace={workspace} state={state} i={shown} />}
      {calls.length > 1 && (
        <ul class="card also" aria-label={t("ring.also")}>
          {calls
            .filter((i) => i !== shown)
            .map((i) => (
              <li key={i.id}>
                <button type="button" class="row" onClick={() => choose(i.id)}>
                  <span class="glyph ring">
                    <Icon of={phoneIcon} />
                  </span>
                  <span class="row-main">
                    <span class="row-name">
                      <bdi>{callerName(i)}</bdi>
                    </span>
                    <span class="row-sub muted small">
                      <bdi>{issue(i) || t("ring.call")}</bdi>
                    </span>
                  </span>
                  <Waiting i={i} />
                </button>
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}

function Waiting({ i }: { i: Interaction }): JSX.Element {
  const now = useNow();
  return (
    <span class="waiting">
      <span class="waiting-word">{t("ring.waiting")} </span>
      {since(i.call?.arrived_at ?? i.started_at, now)}
    </span>
  );
}

function Ring({ workspace, state, i }: One): JSX.Element {
  const accepting = useAction(useCallback(() => accept(workspace, i), [workspace, i]));
  const declining = useAction(useCallback(() => decline(workspace, i), [workspace, i]));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Never takes the keyboard from somebody who is typing, here or in the CRM around us; and it
    // goes to the name, not to a button, so that a key pressed by chance answers nothing.
    if (document.hasFocus() && !isTyping(document.activeElement)) heading.current?.focus();
  }, []);
  const busy = accepting.busy || declining.busy;
  return (
    <article class="card ring-card">
      <div class="ring-head">
        <span class="pulse" aria-hidden="true">
          <Icon of={phoneIcon} />
        </span>
        <div class="ring-name">
          <h2 ref={heading} data-next tabIndex={-1} dir="auto">
            {callerName(i)}
          </h2>
          <Identity i={i} />
        </div>
        <Waiting i={i} />
      </div>
      <Headlines i={i} />
      <Problem text={accepting.problem || declining.problem} />
      <div class="ring-buttons">
        <button type="button" class="button good" aria-disabled={busy} onClick={() => accepting.run()}>
          <Icon of={phoneIcon} /> {t(accepting.busy ? "ring.accepting" : "ring.accept")}
        </button>
        <button type="button" class="button" aria-disabled={busy} onClick={() => declining.run()}>
          {t("ring.decline")}
        </button>
      </div>
      <Slot at="customer" workspace={workspace} state={state} i={i} />
      <p class="muted small ring-foot">
        {i.queue !== undefined && i.queue !== "" && <span dir="auto">{t("ring.queue", { queue: i.queue })}</span>}
        {i.line !== undefined && i.line !== "" && <span dir="ltr">{t("ring.line", { line: i.line_shown ?? i.line })}</span>}
        {i.app !== undefined && i.app !== "" && <span dir="auto">{t("ring.from", { app: i.app })}</span>}
      </p>
    </article>
  );
}

function isTyping(e: Element | null): boolean {
  if (e instanceof HTMLTextAreaElement || e instanceof HTMLSelectElement) return true;
  if (e instanceof HTMLInputElement) return !["button", "checkbox", "radio", "submit", "file"].includes(e.type);
  return e instanceof HTMLElement && e.isContentEditable;
}
