import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useAction } from "../ui/hooks";
import { composing, keepComposing } from "../ui/keys";
import { Problem } from "../ui/message";
import { t } from "./words";

/** The server's limit. */
const longest = 500;

/** Asks why something shall not be written. The answer stays on the record. */
export function DropForm({ drop, keep }: { drop: (reason: string) => Promise<unknown>; keep: () => void }): JSX.Element {
  const [reason, setReason] = useState("");
  const box = useRef<HTMLInputElement>(null);
  const id = useId();
  const dropping = useAction(drop);
  useEffect(() => box.current?.focus(), []);
  return (
    <form
      class="drop"
      aria-label={t("drop.label")}
      onKeyDown={(e) => {
        keepComposing(e);
        if (e.key === "Escape" && !composing(e)) keep();
      }}
      onSubmit={(e) => {
        e.preventDefault();
        if (reason.trim() !== "") dropping.run(reason.trim());
      }}
    >
      <label for={id}>{t("drop.why")}</label>
      <input id={id} ref={box} class="input" dir="auto" required maxLength={longest} value={reason} onInput={(e) => setReason(e.currentTarget.value)} />
      <p class="held-buttons">
        <button type="submit" class="button slim bad" aria-disabled={dropping.busy}>
          {t(dropping.busy ? "drop.dropping" : "drop.drop")}
        </button>
        <button type="button" class="button slim" onClick={keep}>
          {t("drop.keep")}
        </button>
      </p>
      <Problem text={dropping.problem} />
    </form>
  );
}
