import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Before } from "../shell/slots";
import { t } from "./words";

/** Each step's question takes the focus, so that a screen reader reads it. */
export function Title({ text }: { text: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 ref={heading} tabIndex={-1} class="title">
      {text}
    </h2>
  );
}

/** Only where nobody vouches for the customer already. */
export function Who({ occasion, wish, change }: Pick<Before, "occasion" | "wish" | "change">): JSX.Element | null {
  if (occasion.packet) return null;
  return (
    <div class="who-form">
      <div class="field">
        <label for="name">
          {t("who.name")} <span class="muted">{t("who.optional")}</span>
        </label>
        <input id="name" class="input" dir="auto" maxLength={200} autocomplete="name" value={wish.name} onInput={(e) => change({ name: e.currentTarget.value })} />
      </div>
      <div class="field">
        <label for="phone">
          {t("who.phone")} <span class="muted">{t("who.optional")}</span>
        </label>
        <input id="phone" class="input" type="tel" dir="ltr" maxLength={40} autocomplete="tel" value={wish.phone} onInput={(e) => change({ phone: e.currentTarget.value })} />
      </div>
    </div>
  );
}
