import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useAction } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { checkIcon } from "../../ui/icons";
import { downIcon } from "../../ui/icons-later";
import { Problem } from "../../ui/message";
import type { Whole } from "../shell/slots";
import { choices, choose, nameOf, occupied, presenceOf, type Wish } from "./presence";
import { t } from "./words";

/** The agent's presence, and the menu that changes it: at once when they are free, after the call while they talk. */
export function Status({ workspace, state, arrangement }: Whole): JSX.Element {
  const onCall = arrangement.call !== undefined;
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const p = presenceOf(state, onCall);
  const status = state.me?.status;
  const gone = state.live === "signed_out";
  const choosing = useAction(useCallback((wish: Wish) => choose(workspace, wish), [workspace]));
  const out = useAction(useCallback(() => workspace.client.send("POST", "/v1/sessions/end"), [workspace])); // what is open hears of it from the server
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    box.current?.querySelector<HTMLElement>("[aria-checked=true]")?.focus();
    const outside = (e: Event) => e.target instanceof Node && !box.current?.contains(e.target) && setOpen(false);
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open]);
  return (
    <div
      ref={box}
      class="status"
      onKeyDown={(e) => open && walk(e, close)}
      onFocusOut={(e) => e.relatedTarget instanceof Node && !box.current?.contains(e.relatedTarget) && setOpen(false)}
    >
      <button
        ref={button}
        type="button"
        class="status-button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-disabled={gone}
        onClick={() => setOpen(!open && !gone)}
        onKeyDown={(e) => {
          if (e.key !== "ArrowDown" || open || gone) return;
          e.preventDefault();
          setOpen(true);
        }}
      >
        <span class={"dot " + p.tone} aria-hidden="true" />
        <span class="unseen">{t("status.yours")} </span>
        <span class="presence">{p.text}</span>
        {p.then !== "" && <span class="muted small ellipsis">{p.then}</span>}
        <Icon of={downIcon} />
      </button>
      <span class="unseen" role="status">
        {(p.text + " " + p.then).trim()}
      </span>
      {open && (
        <div class="card menu" role="menu" aria-label={t(occupied(status) || onCall ? "status.after" : "status.choose")}>
          {(occupied(status) || onCall) && (
            <p class="menu-head muted small" aria-hidden="true">
              {t("status.after")}
            </p>
          )}
          {choices(status).map(({ wish, chosen }, n) => (
            <button
              key={n}
              type="button"
              role="menuitemradio"
              aria-checked={chosen}
              tabIndex={-1}
              class="menu-item"
              onClick={() => {
                choosing.run(wish);
                close();
              }}
            >
              <span class={"dot " + (wish.status === "available" ? "good" : "warn")} aria-hidden="true" />
              <span dir="auto">{nameOf(wish)}</span>
              {chosen && <Icon of={checkIcon} />}
            </button>
          ))}
          {!onCall && (
            <button
              type="button"
              role="menuitem"
              tabIndex={-1}
              class="menu-item"
              onClick={() => {
                out.run();
                close();
              }}
            >
              {t("status.sign_out")}
            </button>
          )}
        </div>
      )}
      <Problem text={choosing.problem || out.problem} />
    </div>
  );
}

/** A menu's keys: arrows go round, Home and End to its ends, Escape and Tab leave. */
function walk(e: KeyboardEvent, close: () => void): void {
  if (e.key === "Escape") {
    e.preventDefault();
    e.stopPropagation();
    close();
    return;
  }
  const here = e.currentTarget as HTMLElement;
  const items = [...here.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[e.key];
  if (to === undefined) return;
  e.preventDefault();
  items.at(to % items.length)?.focus();
}
