import type { Interaction, Text } from "../../api/schema";
import { controls } from "../../ui/controls";
import { heardOf } from "../../ui/heard";
import { addressed, callerName } from "../../words/people";
import { alarmOf } from "../ringing/tools";
import { inCall, isMine } from "../shell/arrange";
import type { Part } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import { TextBox } from "./box";
import styles from "./texts.css?inline";
import { t, words } from "./words";

const came = (i: Interaction | undefined): Text[] => (i?.texts ?? []).filter((one) => one.direction === "inbound");

/** How old a text may be and still be news, in milliseconds. */
const news = 5 * 60_000;

/** A text that comes in makes itself heard, once: in words, and by a sound where nobody is talked with. */
function start(workspace: Workspace): void {
  if (!workspace.takesCalls) return;
  workspace.hear((now, before) => {
    if (workspace.state.live === "connecting") return; // what was there when the page came
    const known = new Set(came(before).map((one) => one.id));
    for (const one of came(now)) {
      if (known.has(one.id) || Date.now() - new Date(one.at).getTime() > news) continue;
      const text = one.text ?? t("texts.empty");
      workspace.model(heardOf).say(t("texts.came", { name: addressed(now), text }));
      const talks = [...workspace.state.interactions.values()].some((i) => inCall(i) && isMine(i, workspace.agent));
      if (!talks) workspace.model(alarmOf).tell({ id: one.id, title: callerName(now), text });
    }
  });
}

export const part: Part = { words: [words], styles: [controls, styles], views: { dock: TextBox }, start };
