import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useAction } from "../ui/hooks";
import { Icon } from "../ui/icons";
import { Problem } from "../ui/message";
import { whereabouts } from "./device";
import type { Issue, Occasion } from "./embedding";
import type { Wish } from "./visit";
import { t } from "./words";

interface Props {
  occasion: Occasion;
  wish: Wish;
  change: (part: Partial<Wish>) => void;
  start: (channel: "voice" | "message") => void;
}

/** What is it about, step by step; then how to get through. */
export function Choosing({ occasion, wish, change, start }: Props): JSX.Element {
  const [writing, setWriting] = useState(false);
  let level: Issue[] = occasion.issues;
  for (const step of wish.path) level = level.find((i) => i.label === step)?.children ?? [];
  const back = () => (writing ? setWriting(false) : change({ path: wish.path.slice(0, -1) }));

  return (
    <>
      {(wish.path.length > 0 || writing) && (
        <nav class="steps" aria-label={t("steps.label")}>
          <button type="button" class="link back" onClick={back}>
            <Icon name="back" /> {t("steps.back")}
          </button>
          <span class="muted small" dir="auto">
            {wish.path.join(" › ")}
          </span>
        </nav>
      )}
      {level.length > 0 ? (
        <>
          <Title key={wish.path.length} text={t(wish.path.length === 0 ? "choose.first" : "choose.more")} />
          <ul class="issues">
            {level.map((i) => (
              <li key={i.label}>
                <button type="button" class="card issue" onClick={() => change({ path: [...wish.path, i.label] })}>
                  <span dir="auto">{i.label}</span>
                  <Icon name="chevron" />
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : writing ? (
        <Writing occasion={occasion} wish={wish} change={change} send={() => start("message")} />
      ) : (
        <>
          <Title text={t("choose.how")} />
          <Who occasion={occasion} wish={wish} change={change} />
          <Where wish={wish} change={change} />
          <div class="ways">
            <button type="button" class="button good big" onClick={() => start("voice")}>
              <Icon name="phone" /> {t("choose.call")}
            </button>
            <button type="button" class="button big" onClick={() => setWriting(true)}>
              <Icon name="message" /> {t("choose.message")}
            </button>
          </div>
          <p class="muted small">{t("choose.free")}</p>
        </>
      )}
    </>
  );
}

/** Each step's question takes the focus, so that a screen reader reads it. */
function Title({ text }: { text: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 ref={heading} tabIndex={-1} class="title">
      {text}
    </h2>
  );
}

type Part = Omit<Props, "start">;

/** Only where nobody vouches for the customer already. */
function Who({ occasion, wish, change }: Part): JSX.Element | null {
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

function Where({ wish, change }: Pick<Props, "wish" | "change">): JSX.Element {
  const find = useAction(useCallback(async () => change({ location: await whereabouts() }), [change]));
  if (wish.location !== undefined) {
    return (
      <p class="where">
        <Icon name="pin" /> <span>{t("where.shared", { location: String(wish.location.value) })}</span>
        <button type="button" class="link" onClick={() => change({ location: undefined })}>
          {t("where.stop")}
        </button>
      </p>
    );
  }
  return (
    <>
      <button type="button" class="link where" disabled={find.busy} onClick={() => find.run()}>
        <Icon name="pin" /> {t(find.busy ? "where.finding" : "where.share")}
      </button>
      <Problem text={find.problem} />
    </>
  );
}

function Writing({ occasion, wish, change, send }: Part & { send: () => void }): JSX.Element {
  return (
    <form
      class="writing"
      onSubmit={(e) => {
        e.preventDefault();
        if (wish.message.trim() !== "") send();
      }}
    >
      <Title text={t("choose.message")} />
      <div class="field">
        <label for="message">{t("message.label")}</label>
        <textarea id="message" class="input" dir="auto" required maxLength={10_000} rows={6} value={wish.message} onInput={(e) => change({ message: e.currentTarget.value })} />
      </div>
      <Who occasion={occasion} wish={wish} change={change} />
      <button type="submit" class="button primary big" disabled={wish.message.trim() === ""}>
        {t("message.send")}
      </button>
      <p class="muted small">{t("message.photos")}</p>
    </form>
  );
}
