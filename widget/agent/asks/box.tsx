import type { JSX, TargetedEvent } from "preact";
import type { Ask, AskType } from "../../api/schema";
import { sends } from "../../ui/keys";
import { useObserved } from "../../ui/observed";
import { told } from "../../words/catalogue";
import type { One } from "../shell/slots";
import { asksOf, canBeSensitive, needsWords, type Asks } from "./asks";
import { t } from "./words";

/** What each type is called, and an example of what to type for it: a type without them does not compile. */
const types: Record<AskType, readonly [name: () => string, example: () => string]> = {
  text: [() => t("asks.text"), () => t("asks.placeholder")],
  photo: [() => t("asks.photo"), () => t("asks.photo_example")],
  video: [() => t("asks.video"), () => t("asks.video_example")],
  location: [() => t("asks.location"), () => t("asks.location_example")],
  consent: [() => t("asks.consent"), () => t("asks.consent_example")],
};

/** What was asked of the customer and what came of it; and, while they are there, the next question. */
export function AskBox({ workspace, i }: One): JSX.Element | null {
  const asks = workspace.model(asksOf);
  const { busy, problem, kept } = useObserved(asks);
  const made = [...(i.asks ?? [])].reverse(); // the last one is what they wait for
  const page = i.app !== undefined || i.joining?.browsers.some((b) => b.out_at === undefined);
  const can = page === true && (i.state !== "closed" || i.channel === "message"); // the page of who has left a message is there all the same
  if (!can && made.length === 0) return null;
  return (
    <section class="asks" aria-label={t("asks.title")}>
      {made.length > 0 && (
        <ul class="asks-made">
          {made.map((a) => (
            <li key={a.id}>
              <bdi class="strong">{a.label}</bdi>
              {a.sensitive === true && <span class="small">{t("asks.sensitive")}</span>}
              <span class="muted small">{became(a)}</span>
              <Given a={a} />
              {a.sensitive === true && a.state === "answered" && (i.state !== "closed" || i.channel === "message") && a.agent.id === workspace.agent && !kept.has(a.id) && (
                <button type="button" class="button slim" onClick={() => void asks.reveal(i.id, a.id)}>
                  {t("asks.reveal")}
                </button>
              )}
              {kept.has(a.id) && <bdi class="asks-answer">{kept.get(a.id)}</bdi>}
              {a.state === "open" && (
                <button type="button" class="button slim" aria-label={t("asks.withdraw_name", { label: a.label })} onClick={() => void asks.withdraw(i.id, a.id)}>
                  {t("asks.withdraw")}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {can && <AskForm asks={asks} interaction={i.id} busy={busy} />}
      {problem !== "" && (
        <p class="small asks-problem" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}

/** What has become of an ask, in words. */
function became(a: Ask): string {
  if (a.state === "failed" && a.why !== undefined) return told(a.why, a.why_said);
  if (a.state === "answered" && a.sensitive === true) return t("asks.kept");
  if (a.state === "answered" && a.type === "consent") return t("asks.agreed");
  if (a.state === "answered" && a.files !== undefined) return t("asks.given");
  return t(`asks.${a.state}`);
}

/** What has come of it: words, a place, or how many files, which stand among all files. */
function Given({ a }: { a: Ask }): JSX.Element {
  const files = a.files?.length ?? 0;
  return (
    <>
      {a.text !== undefined && <bdi class="asks-answer">{a.text}</bdi>}
      {a.place !== undefined && (
        <a class="asks-answer" target="_blank" rel="noreferrer" href={`https://www.openstreetmap.org/?mlat=${a.place.latitude}&mlon=${a.place.longitude}#map=17/${a.place.latitude}/${a.place.longitude}`}>
          {t("asks.where", { latitude: a.place.latitude, longitude: a.place.longitude, metres: a.place.accuracy })}
        </a>
      )}
      {files > 0 && <span class="small">{t("asks.files", { count: files })}</span>}
      {a.late !== undefined && <span class="small">{t("asks.late", { count: a.late.length })}</span>}
    </>
  );
}

function AskForm({ asks, interaction, busy }: { asks: Asks; interaction: string; busy: boolean }): JSX.Element {
  const { type, label, sensitive } = asks.draft(interaction);
  const field = {
    id: "ask-" + interaction,
    class: "input",
    dir: "auto",
    required: needsWords(type),
    placeholder: types[type][1](),
    value: label,
    onInput: (e: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>) => asks.write(interaction, { label: e.currentTarget.value }),
    onKeyDown: (e: KeyboardEvent) => {
      if (sends(e)) {
        e.preventDefault();
        void asks.ask(interaction);
      }
    },
  } as const;
  return (
    <form
      class="asks-form"
      onSubmit={(e) => {
        e.preventDefault();
        void asks.ask(interaction);
      }}
    >
      <select class="input" aria-label={t("asks.type")} value={type} onChange={(e) => asks.write(interaction, { type: e.currentTarget.value as AskType })}>
        {(Object.keys(types) as AskType[]).map((one) => (
          <option key={one} value={one}>
            {types[one][0]()}
          </option>
        ))}
      </select>
      <label class="unseen" for={field.id}>
        {t("asks.label")}
      </label>
      {type === "consent" ? <textarea {...field} rows={2} maxLength={300} /> : <input {...field} maxLength={60} />}
      {canBeSensitive(type) && label !== "" && (
        <label class="asks-sensitive small">
          <input type="checkbox" checked={sensitive} onChange={(e) => asks.write(interaction, { sensitive: e.currentTarget.checked })} /> {t("asks.sensitive")}
        </label>
      )}
      <button type="submit" class="button slim" aria-disabled={busy}>
        {t("asks.ask")}
      </button>
    </form>
  );
}
