import type { JSX } from "preact";
import type { Delivery, Interaction } from "../api/schema";
import { useNow } from "../ui/hooks";
import { Icon } from "../ui/icons";
import { sends } from "../ui/keys";
import { Message, Problem } from "../ui/message";
import { useObserved } from "../ui/observed";
import { duration, outcomeWord, since } from "../ui/words";
import { dialect, t } from "../words/catalogue";
import type { Closing } from "./closings";
import type { Desk } from "./desk";

/** The server's limit, in bytes of UTF-8. */
const longest = 20_000;

function tooLong(text: string): boolean {
  return new TextEncoder().encode(text).length > longest;
}

function mostBytes(): string {
  return longest.toLocaleString(dialect());
}

/** A private note, saved with a button or Ctrl/Cmd+Enter; its text lives outside this component. */
export function NoteBox({ desk, i }: { desk: Desk; i: Interaction }): JSX.Element {
  useObserved(desk.notes);
  const text = desk.notes.draft(i.id);
  const over = tooLong(text);
  const save = () => {
    if (!over) void desk.notes.save(i.id);
  };
  return (
    <section class="note" aria-label={t("note.label")}>
      <label class="unseen" for={"note-" + i.id}>
        {t("note.private")}
      </label>
      <textarea
        id={"note-" + i.id}
        class="input"
        dir="auto"
        placeholder={t("note.placeholder")}
        aria-describedby={"note-hint-" + i.id}
        value={text}
        onInput={(e) => desk.notes.write(i.id, e.currentTarget.value)}
        onKeyDown={(e) => {
          if (sends(e)) {
            e.preventDefault();
            save();
          }
        }}
      />
      <div class="note-foot">
        <span id={"note-hint-" + i.id} class="muted small">
          {over ? t("note.too_long", { bytes: mostBytes() }) : t("note.hint")}
        </span>
        <button type="button" class="button slim" disabled={text.trim() === "" || over} onClick={save}>
          {t("note.save")}
        </button>
      </div>
    </section>
  );
}

/** How long the wrap-up has taken. */
function Elapsed({ i }: { i: Interaction }): JSX.Element {
  const now = useNow();
  return (
    <span class="elapsed" role="timer" aria-label={t("wrap.time")}>
      <Icon name="clock" /> {since(i.call?.ended_at, now)}
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
      {t("wrap.written", { ticket: i.ticket.number ?? i.ticket.id ?? "", count: landed })}
      {waiting > 0 && <span class="badge warn">{t("wrap.waiting", { count: waiting })}</span>}
      {held > 0 && <span class="badge bad">{t("wrap.held", { count: held })}</span>}
    </p>
  );
}

/** After the call: how it went, and what to remember. */
export function WrapUpForm({ desk, i, dispositions }: { desk: Desk; i: Interaction; dispositions: readonly string[] }): JSX.Element {
  useObserved(desk.closings);
  const typed: Closing = desk.closings.of(i.id) ?? { disposition: i.wrap_up?.disposition ?? "", note: i.wrap_up?.note ?? "", state: "typing", problem: "" };
  const change = (part: Partial<Closing>) => desk.closings.write(i.id, { ...typed, ...part });
  const over = tooLong(typed.note);
  const underway = typed.state === "sending" || typed.state === "retrying";
  return (
    <form
      class="card wrap-up"
      aria-label={t("wrap.label")}
      onSubmit={(e) => {
        e.preventDefault();
        if (typed.disposition !== "" && !over && !underway) void desk.wrapUp(i);
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
        <select id={"disposition-" + i.id} class="input" required disabled={underway} value={typed.disposition} onChange={(e) => change({ disposition: e.currentTarget.value })}>
          <option value="">{t("wrap.choose")}</option>
          {dispositions.map((d) => (
            <option key={d} value={d}>
              {d}
            </option>
          ))}
        </select>
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
      <Problem text={over ? t("wrap.too_long", { bytes: mostBytes() }) : typed.state === "refused" ? t("unsaved.refused", { problem: typed.problem }) : ""} />
      {typed.state === "retrying" && <Message tone="warn">{typed.problem}</Message>}
      <div class="wrap-buttons">
        <button type="submit" class="button primary" disabled={underway || typed.disposition === "" || over}>
          {t(underway ? "wrap.saving" : "wrap.save")}
        </button>
        {typed.state === "retrying" ? (
          <button type="button" class="button" onClick={() => desk.closings.takeBack(i.id)}>
            {t("wrap.change")}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => desk.open(undefined)}>
            {t("wrap.later")}
          </button>
        )}
      </div>
    </form>
  );
}
