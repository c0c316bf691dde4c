import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Interaction } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Icon } from "../ui/icons";
import { Problem } from "../ui/message";
import { Headlines, PacketFields } from "../ui/packet";
import { callerName, issue, nameOf, since } from "../ui/words";
import { t } from "../words/catalogue";
import type { Desk, DeskState } from "./desk";
import { Earlier } from "./earlier";

/** The calls that ring now: one large, several as a list of which one is open. */
export function Ringing({ desk, state, calls }: { desk: Desk; state: DeskState; calls: Interaction[] }): JSX.Element {
  const [chosen, choose] = useState("");
  const shown = calls.find((i) => i.id === chosen) ?? calls[0];
  return (
    <section class="ringing" aria-label={t("ring.rings", { count: calls.length })}>
      {shown && <Ring key={shown.id} desk={desk} state={state} i={shown} />}
      {calls.length > 1 && (
        <ul class="card also" aria-label={t("ring.also")}>
          {calls
            .filter((i) => i !== shown)
            .map((i) => (
              <li key={i.id}>
                <button type="button" class="row" onClick={() => choose(i.id)}>
                  <span class="glyph ring">
                    <Icon name="phone" />
                  </span>
                  <span class="row-main">
                    <span class="row-name">
                      <bdi>{callerName(i)}</bdi>
                    </span>
                    <span class="row-sub muted small">
                      <bdi>{issue(i.issue_path) || t("ring.call")}</bdi>
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

function Ring({ desk, state, i }: { desk: Desk; state: DeskState; i: Interaction }): JSX.Element {
  const accept = useAction(useCallback(() => desk.accept(i), [desk, i]));
  const decline = useAction(useCallback(() => desk.decline(i), [desk, i]));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Never takes the keyboard from somebody who is typing, here or in the CRM around us; and it
    // goes to the name, not to a button, so that a key pressed by chance answers nothing.
    if (document.hasFocus() && !isTyping(document.activeElement)) heading.current?.focus();
  }, []);
  const busy = accept.busy || decline.busy;
  return (
    <article class="card ring-card">
      <div class="ring-head">
        <span class="pulse" aria-hidden="true">
          <Icon name="phone" />
        </span>
        <div class="ring-name">
          <h2 ref={heading} tabIndex={-1} dir="auto">
            {callerName(i)}
          </h2>
          <Identity i={i} />
        </div>
        <Waiting i={i} />
      </div>
      <Headlines packet={i.packet} path={i.issue_path} />
      <Problem text={accept.problem || decline.problem} />
      <div class="ring-buttons">
        <button type="button" class="button good" disabled={busy} onClick={() => accept.run()}>
          <Icon name="phone" /> {t(accept.busy ? "ring.accepting" : "ring.accept")}
        </button>
        <button type="button" class="button" disabled={busy} onClick={() => decline.run()}>
          {t("ring.decline")}
        </button>
      </div>
      <Earlier i={i} state={state} />
      <details class="more">
        <summary>
          <Icon name="chevron" /> {t("packet.all")}
        </summary>
        <PacketFields packet={i.packet} />
      </details>
      <p class="muted small ring-foot">
        {i.queue !== undefined && i.queue !== "" && <span dir="auto">{t("ring.queue", { queue: i.queue })}</span>}
        {i.line !== undefined && i.line !== "" && <span dir="ltr">{t("ring.line", { line: i.line })}</span>}
        {i.app !== undefined && i.app !== "" && <span dir="auto">{t("ring.from", { app: i.app })}</span>}
      </p>
    </article>
  );
}

/** Who vouches for the name, and how else the caller is known. */
export function Identity({ i }: { i: Interaction }): JSX.Element {
  const other = nameOf(i) !== "" ? i.customer.phone || i.call?.from || i.customer.email : i.customer.email;
  return (
    <p class="identity">
      {i.customer.verified ? (
        <span class="badge good">
          <Icon name="shield" /> {t("who.verified")}
        </span>
      ) : i.packet.trust === "rejected" ? (
        <span class="badge bad">{t("who.rejected")}</span>
      ) : (
        <span class="badge">{t("who.not_verified")}</span>
      )}
      {other && !other.startsWith("client:") && (
        <span class="muted small" dir="ltr">
          {other}
        </span>
      )}
    </p>
  );
}

export function isTyping(e: Element | null): boolean {
  if (e instanceof HTMLTextAreaElement || e instanceof HTMLSelectElement) return true;
  if (e instanceof HTMLInputElement) return !["button", "checkbox", "radio", "submit", "file"].includes(e.type);
  return e instanceof HTMLElement && e.isContentEditable;
}
