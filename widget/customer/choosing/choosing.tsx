import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { useAction } from "../../ui/hooks";
import { Icon } from "../../ui/icon";
import { phoneIcon } from "../../ui/icons";
import { backIcon, chevronIcon, messageIcon, pinIcon } from "../../ui/icons-later";
import { Problem } from "../../ui/message";
import { issueText } from "../shell/issues";
import { Slot, type Before } from "../shell/slots";
import { whereabouts } from "./location";
import { Title, Who } from "./who";
import { t } from "./words";

/** What is it about, step by step; then how to get through. */
export function Choosing(before: Before): JSX.Element {
  const { occasion, wish, change, start } = before;
  const [writing, setWriting] = useState(wish.message !== "");
  const step = wish.path.at(-1);
  const level = step === undefined ? occasion.issues : (step.children ?? []);
  const back = () => (writing ? setWriting(false) : change({ path: wish.path.slice(0, -1) }));

  return (
    <>
      {(wish.path.length > 0 || writing) && (
        <nav class="steps" aria-label={t("steps.label")}>
          <button type="button" class="link back" onClick={back}>
            <Icon of={backIcon} /> {t("steps.back")}
          </button>
          <span class="muted small" dir="auto">
            {wish.path.map(issueText).join(" › ")}
          </span>
        </nav>
      )}
      {level.length > 0 ? (
        <>
          <Title key={wish.path.length} text={t(wish.path.length === 0 ? "choose.first" : "choose.more")} />
          <ul class="issues">
            {level.map((i) => (
              <li key={i.code}>
                <button type="button" class="card issue" onClick={() => change({ path: [...wish.path, i] })}>
                  <span dir="auto">{issueText(i)}</span>
                  <Icon of={chevronIcon} />
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : writing ? (
        <Slot at="message" {...before} />
      ) : (
        <>
          <Title text={t("choose.how")} />
          <Who occasion={occasion} wish={wish} change={change} />
          <Where wish={wish} change={change} />
          <div class="ways">
            <button type="button" class="button good big" onClick={() => start("voice")}>
              <Icon of={phoneIcon} /> {t("choose.call")}
            </button>
            <button type="button" class="button big" onClick={() => setWriting(true)}>
              <Icon of={messageIcon} /> {t("choose.message")}
            </button>
          </div>
          <p class="muted small">{t("choose.free")}</p>
        </>
      )}
    </>
  );
}

function Where({ wish, change }: Pick<Before, "wish" | "change">): JSX.Element {
  const find = useAction(useCallback(async () => change({ location: await whereabouts() }), [change]));
  if (wish.location !== undefined) {
    return (
      <p class="where">
        <Icon of={pinIcon} /> <span>{t("where.shared", { location: String(wish.location.value) })}</span>
        <button type="button" class="link" onClick={() => change({ location: undefined })}>
          {t("where.stop")}
        </button>
      </p>
    );
  }
  return (
    <>
      <button type="button" class="link where" aria-disabled={find.busy} onClick={() => find.run()}>
        <Icon of={pinIcon} /> {t(find.busy ? "where.finding" : "where.share")}
      </button>
      <Problem text={find.problem} />
    </>
  );
}
