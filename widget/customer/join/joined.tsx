import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Contact } from "../../api/schema";
import { heardOf } from "../../ui/heard";
import { Icon } from "../../ui/icon";
import { checkIcon, phoneIcon } from "../../ui/icons";
import { Slot, type Slots } from "../shell/slots";
import { t } from "./words";

function wordsFor(contact: Contact | undefined): [title: string, text: string] {
  switch (contact?.state) {
    case "connected":
      if (contact.on_hold === true) return [t("join.on_hold"), t("join.on_hold_text")];
      return [contact.agent === undefined ? t("join.connected") : t("join.connected_named", { agent: contact.agent }), t("join.connected_text")];
    case "ended":
    case "left":
      return [t("join.ended"), t("join.ended_text")];
    default:
      return [t("join.in"), t("join.in_text")];
  }
}

/** The page beside a call that goes on on the phone: it carries no sound, and closing it hangs nothing up. */
export function Joined({ visit, state }: Slots["talk"]): JSX.Element {
  const [title, text] = wordsFor(state.contact);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const said = useRef(title); // the focus reads it
  useLayoutEffect(() => {
    visit.model(heardOf).say(said.current === title ? text : t("join.said", { title, text }));
    said.current = "";
  }, [title, text]);
  return (
    <>
      <section class="joined">
        <h2 ref={heading} data-next tabIndex={-1} class="title" dir="auto">
          <Icon of={visit.over ? checkIcon : phoneIcon} /> {title}
        </h2>
        <p class="muted">{text}</p>
        {visit.over && state.contact?.reference !== undefined && (
          <p>
            {t("join.reference")} <strong dir="ltr">{state.contact.reference}</strong>
          </p>
        )}
      </section>
      <div role="status">{state.live === "reconnecting" && !visit.over && <p class="message warn">{t("join.lost")}</p>}</div>
      <Slot at="during" visit={visit} state={state} />
    </>
  );
}
