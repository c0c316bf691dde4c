import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useAction } from "../../ui/hooks";
import { Problem } from "../../ui/message";
import type { Before } from "../shell/slots";
import { join, linked } from "./join";
import { t } from "./words";

/** Whoever is on the phone joins their call: with the code that they have been told, or, where a link has brought them, with a press: what looks into links by itself does not press. */
export function JoinForm({ visit }: Before): JSX.Element {
  const [link, setLink] = useState(linked);
  const [typed, type] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => (field.current ?? heading.current)?.focus(), [link]);
  const going = useAction(
    useCallback(
      () =>
        join(visit, link || typed).catch((e: unknown) => {
          setLink(""); // the next try is a code
          throw e;
        }),
      [visit, link, typed],
    ),
  );
  return (
    <form
      class="joining"
      onSubmit={(e) => {
        e.preventDefault();
        if (link !== "" || typed.trim() !== "") going.run();
      }}
    >
      <h2 ref={heading} tabIndex={-1} class="title">
        {t("join.title")}
      </h2>
      <p>{t("join.why")}</p>
      {link === "" && (
        <div class="field">
          <label for="code">{t("join.code")}</label>
          <input
            ref={field}
            id="code"
            class="input join-typed"
            type="text"
            inputMode="numeric"
            dir="ltr"
            required
            autocomplete="one-time-code"
            maxLength={12}
            value={typed}
            onInput={(e) => type(e.currentTarget.value)}
          />
        </div>
      )}
      <Problem text={going.problem} />
      <button type="submit" class="button primary big" aria-disabled={going.busy}>
        {t(going.busy ? "join.busy" : "join.go")}
      </button>
    </form>
  );
}
