import type { JSX } from "preact";
import type { Interaction, Item } from "../../api/schema";
import { addressed, callerName } from "../../words/people";
import { heardOf } from "../../ui/heard";
import { alarmOf } from "../ringing/tools";
import { isOn } from "../shell/arrange";
import type { One, Part } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import styles from "./message.css?inline";
import { t, words } from "./words";

const messages = (i: Interaction): Item[] => i.items.filter((it) => it.kind === "message" && it.text !== undefined && it.text !== "");

/** What the customer has written, before all that is known about it. */
function Said({ i }: One): JSX.Element | null {
  const written = messages(i);
  if (written.length === 0) return null;
  const label = t("message.said", { name: addressed(i) });
  return (
    <section class="card said" aria-label={label}>
      <h2 class="small muted">{label}</h2>
      {written.map((it) => (
        <p key={it.key} dir="auto">
          {it.text}
        </p>
      ))}
    </section>
  );
}

/** How old a message may be and still be news, in milliseconds: a ticket's history is none. */
const news = 5 * 60_000;

/** A message makes itself heard, once, when it comes: by a sound, a notification, and in words. */
function start(workspace: Workspace): void {
  if (!workspace.takesCalls) return;
  workspace.hear((now, before) => {
    if (workspace.state.live === "connecting") return; // what was there when the page came
    const known = new Set((before === undefined ? [] : messages(before)).map((it) => it.key));
    for (const it of messages(now)) {
      if (known.has(it.key) || Date.now() - new Date(it.at).getTime() > news) continue;
      const text = it.text ?? "";
      workspace.model(heardOf).say(t("message.came", { name: addressed(now), text }));
      const talks = [...workspace.state.interactions.values()].some((i) => isOn(i, workspace.agent));
      if (!talks) workspace.model(alarmOf).tell({ id: it.key, title: callerName(now), text });
    }
  });
}

export const part: Part = { words: [words], styles: [styles], views: { first: Said }, start };
