import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { sends } from "../../ui/keys";
import { useObserved } from "../../ui/observed";
import { mostBytes, tooLong } from "../drafts/length";
import type { One } from "../shell/slots";
import { notesOf } from "./notes";
import { t } from "./words";

/** A private note, saved with a button or Ctrl/Cmd+Enter; its text lives outside this component. */
export function NoteBox({ workspace, i }: One): JSX.Element {
  const notes = workspace.model(notesOf);
  useObserved(notes);
  const text = notes.draft(i.id);
  const over = tooLong(text);
  const box = useRef<HTMLTextAreaElement>(null);
  const save = () => {
    if (text.trim() === "") box.current?.focus();
    else if (!over) void notes.save(i.id);
  };
  return (
    <section class="note" aria-label={t("note.label")}>
      <label class="unseen" for={"note-" + i.id}>
        {t("note.private")}
      </label>
      <textarea
        ref={box}
        id={"note-" + i.id}
        class="input"
        dir="auto"
        placeholder={t("note.placeholder")}
        aria-describedby={"note-hint-" + i.id}
        value={text}
        onInput={(e) => notes.write(i.id, e.currentTarget.value)}
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
        <button type="button" class="button slim" aria-disabled={over} onClick={save}>
          {t("note.save")}
        </button>
      </div>
    </section>
  );
}
