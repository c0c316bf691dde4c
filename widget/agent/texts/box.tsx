import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Text, Texting } from "../../api/schema";
import { shortTime } from "../../ui/format";
import { useNow } from "../../ui/hooks";
import { sends } from "../../ui/keys";
import { Problem } from "../../ui/message";
import { useObserved } from "../../ui/observed";
import { told } from "../../words/catalogue";
import type { One } from "../shell/slots";
import { partsOf } from "./parts";
import { textsOf, type Texts } from "./texts";
import { t } from "./words";

/** The texts of this customer, those that came in too, and, where they have a number and we do, the next one. */
export function TextBox({ workspace, state, i }: One): JSX.Element | null {
  const texts = workspace.model(textsOf);
  const { busy, problem, open } = useObserved(texts);
  const all = i.texts ?? [];
  const texting = i.customer.phone === undefined ? undefined : state.me?.texting;
  if (texting === undefined && all.length === 0) return null;
  return (
    <section class="texts" aria-label={t("texts.title")}>
      {all.length > 0 && (
        <ul class="texts-list">
          {all.map((one) => (
            <Line key={one.id} one={one} again={() => void texts.again(i.id, one.id)} busy={busy} />
          ))}
        </ul>
      )}
      {texting !== undefined &&
        (open.has(i.id) ? (
          <Form texts={texts} interaction={i.id} texting={texting} busy={busy} to={i.customer.phone_shown ?? i.customer.phone ?? ""} />
        ) : (
          <button type="button" class="button slim" onClick={() => texts.turn(i.id, true)}>
            {t("texts.write")}
          </button>
        ))}
      <Problem text={problem} />
    </section>
  );
}

function Line({ one, again, busy }: { one: Text; again: () => void; busy: boolean }): JSX.Element {
  const now = useNow(30_000);
  const inbound = one.direction === "inbound";
  const why = told(one.why, one.why_said);
  const repeatable = !inbound && one.repeated !== true && (one.state === "unknown" || one.state === "failed");
  return (
    <li class={inbound ? "texts-in" : "texts-out"}>
      <p class="texts-words" dir="auto">
        {one.text ?? t(inbound ? "texts.empty" : "texts.secret")}
      </p>
      {one.media !== undefined && <p class="small">{t("texts.media", { count: one.media })}</p>}
      <p class="small muted">
        {one.state === "received" ? t("texts.received", { time: shortTime(one.at, now) }) : `${shortTime(one.at, now)} · ${t(`texts.${one.state}`)}`}
        {why !== "" && " " + why}
      </p>
      {repeatable && (
        <button type="button" class="button slim" aria-disabled={busy} onClick={again}>
          {t("texts.again")}
        </button>
      )}
    </li>
  );
}

/** More parts than this are asked for in words: each of them costs. */
const fewParts = 3;

function Form({ texts, interaction, texting, busy, to }: { texts: Texts; interaction: string; texting: Texting; busy: boolean; to: string }): JSX.Element {
  const draft = texts.draft(interaction);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const { parts, left } = partsOf(draft, texting.alphabets);
  const over = draft.length - texting.longest;
  return (
    <form
      class="texts-form"
      onSubmit={(e) => {
        e.preventDefault();
        void texts.send(interaction);
      }}
    >
      <label for={"text-" + interaction}>{t("texts.label", { number: to })}</label>
      <textarea
        id={"text-" + interaction}
        class="input"
        dir="auto"
        rows={2}
        value={draft}
        aria-describedby={"parts-" + interaction}
        ref={field}
        onInput={(e) => texts.write(interaction, e.currentTarget.value)}
        onKeyDown={(e) => {
          if (sends(e)) {
            e.preventDefault();
            void texts.send(interaction);
          }
        }}
      />
      <p id={"parts-" + interaction} class={"small " + (over > 0 ? "texts-over" : "muted")}>
        {over > 0 ? t("texts.over", { count: over }) : t("texts.parts", { count: parts, left })}
      </p>
      <p class="texts-buttons">
        <button type="submit" class="button slim primary" aria-disabled={busy || over > 0 || draft.trim() === ""}>
          {parts > fewParts ? t("texts.send_parts", { count: parts }) : t("texts.send")}
        </button>
        <button type="button" class="button slim" onClick={() => texts.turn(interaction, false)}>
          {t("texts.close")}
        </button>
      </p>
    </form>
  );
}
