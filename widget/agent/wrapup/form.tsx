import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Delivery, Interaction } from "../../api/schema";
import { duration, since } from "../../ui/elapsed";
import { useNext } from "../../ui/focus";
import { useNow } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { clockIcon } from "../../ui/icons-later";
import { sends } from "../../ui/keys";
import { Message, Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import { dispositionWord } from "../../words/labels";
import { outcomeWord } from "../../words/names";
import { mostBytes, tooLong } from "../drafts/length";
import type { One } from "../shell/slots";
import { closingsOf, wrapUp, type Closing } from "./closings";
import { Status } from "./status";
import { t } from "./words";

/** How long the wrap-up has taken. */
function Elapsed({ i }: { i: Interaction }): JSX.Element {
  const now = useNow();
  return (
    <span class="elapsed" role="timer" aria-label={t("wrap.time")}>
      <Icon of={clockIcon} /> {since(i.call?.ended_at, now)}
    </span>
  );
}

/** What has been written where by now, in a line; the list further down has it item by item. */
function Written({ i }: { i: Interaction }): JSX.Element | null {
  if (i.ticket.state !== "chosen") return null;
  const count = (state: Delivery["state"]) => i.items.filter((it) => it.delivery.state === state).length;
  const [landed, waiting, held] = [count("landed"), count("waiting"), count("held")];
  return (
    <p class="small muted written">
      {t("wrap.written", { number: i.ticket.number ?? i.ticket.id ?? "", count: landed })}
      {waiting > 0 && <span class="badge warn">{t("wrap.waiting", { count: waiting })}</span>}
      {held > 0 && <span class="badge bad">{t("wrap.held", { count: held })}</span>}
    </p>
  );
}

/** After the call: how it went, and what to remember. */
export function WrapUpForm({ workspace, state, i }: One): JSX.Element {
  const closings = workspace.model(closingsOf);
  useObserved(closings);
  const typed: Closing = closings.of(i.id) ?? { disposition: i.wrap_up?.disposition ?? "", note: i.wrap_up?.note ?? "", state: "typing", problem: "" };
  const change = (part: Partial<Closing>) => closings.write(i.id, { ...typed, ...part });
  const over = tooLong(typed.note);
  const underway = typed.state === "sending" || typed.state === "retrying";
  const select = useNext<HTMLSelectElement>();
  const [asked, ask] = useState(false);
  const missing = typed.disposition === "";
  const why = "why-" + i.id;
  return (
    <form
      class="card wrap-up"
      aria-label={t("wrap.label")}
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        ask(missing);
        if (missing) select.current?.focus();
        else if (!over && !underway) void wrapUp(workspace, i);
      }}
    >
      <p class="outcome">
        <strong>{outcomeWord(i)}</strong>
        {i.state === "wrap_up" && <Elapsed i={i} />}
        {i.call?.talk_seconds !== undefined && i.call.talk_seconds > 0 && <span class="muted">{t("wrap.talk_time", { time: duration(i.call.talk_seconds) })}</span>}
        {i.call?.ended_by !== undefined && (
          <span class="muted">{t(`wrap.ended_by.${i.call.ended_by}`)}</span>
        )}
      </p>
      <Written i={i} />
      <div class="field">
        <label for={"disposition-" + i.id}>{t("wrap.how")}</label>
        <select
          ref={select}
          data-next
          id={"disposition-" + i.id}
          class="input"
          required
          aria-disabled={underway}
          aria-invalid={asked && missing}
          aria-describedby={why}
          value={typed.disposition}
          onChange={(e) => {
            if (underway) e.currentTarget.value = typed.disposition;
            else change({ disposition: e.currentTarget.value });
          }}
        >
          <option value="">{t("wrap.choose")}</option>
          {state.me?.dispositions.map((d) => (
            <option key={d} value={d}>
              {dispositionWord(d)}
            </option>
          ))}
        </select>
        <p id={why} class="small muted">
          {missing && !asked && t("wrap.first")}
        </p>
        <Problem text={missing && asked ? t("wrap.first") : ""} />
      </div>
      <div class="field">
        <label for={"closing-" + i.id}>{t("wrap.note")}</label>
        <textarea
          id={"closing-" + i.id}
          class="input"
          dir="auto"
          placeholder={t("wrap.note_placeholder")}
          readOnly={underway}
          value={typed.note}
          onInput={(e) => change({ note: e.currentTarget.value })}
          onKeyDown={(e) => {
            if (sends(e)) e.currentTarget.form?.requestSubmit();
          }}
        />
      </div>
      <Status workspace={workspace} state={state} i={i} chosen={typed.status} fixed={underway} choose={(status) => change({ status })} />
      <Problem text={over ? t("wrap.too_long", { bytes: mostBytes() }) : typed.state === "refused" ? t("unsaved.refused", { problem: typed.problem }) : ""} />
      <div role="status">{typed.state === "retrying" && <Message tone="warn">{typed.problem}</Message>}</div>
      <div class="wrap-buttons">
        <button type="submit" class="button primary" aria-disabled={underway || missing || over} aria-describedby={why}>
          {t(underway ? "wrap.saving" : "wrap.save")}
        </button>
        {typed.state === "retrying" ? (
          <button type="button" class="button" onClick={() => closings.takeBack(i.id)}>
            {t("wrap.change")}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => workspace.open(undefined)}>
            {t("wrap.later")}
          </button>
        )}
      </div>
    </form>
  );
}
