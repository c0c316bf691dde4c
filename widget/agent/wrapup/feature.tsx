import type { JSX } from "preact";
import { useObserved } from "../../ui/observed";
import { draftsOf } from "../drafts/kept";
import { Unsaved } from "../drafts/notice";
import { draftWords } from "../drafts/words";
import { isMine } from "../shell/arrange";
import { controls } from "../../ui/controls";
import type { One, Page, Part } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import { closingsOf } from "./closings";
import { WrapUpForm } from "./form";
import { followLeft, LeftOut } from "./left";
import { say, t, words } from "./words";
import styles from "./wrapup.css?inline";

/** For the agent whose call it was; one that ran out on the server while its form was open keeps what was typed. */
function Form({ workspace, state, i }: One): JSX.Element | null {
  const closings = workspace.model(closingsOf);
  useObserved(closings);
  const wrapping = (i.state === "wrap_up" || i.put_off === true) && i.channel === "voice" && isMine(i, workspace.agent) && workspace.takesCalls;
  const late = i.state === "closed" && closings.of(i.id) !== undefined;
  return wrapping || late ? <WrapUpForm workspace={workspace} state={state} i={i} /> : null;
}

/** Closing notes that the server does not have yet, of interactions that are not open. */
function Elsewhere({ workspace, state, opened }: Page & { opened: string | undefined }): JSX.Element {
  const { closings } = useObserved(workspace.model(closingsOf));
  return (
    <>
      {[...closings]
        .filter(([id, c]) => c.problem !== "" && id !== opened)
        .map(([id, c]) => (
          <Unsaved
            key={id}
            workspace={workspace}
            state={state}
            interaction={id}
            refused={c.state === "refused"}
            problem={c.problem}
            sentence={(problem, name) => (name === undefined ? t("wrap.unsaved", { problem }) : say("wrap.unsaved_about", { name, problem }))}
          />
        ))}
      <LeftOut workspace={workspace} state={state} />
    </>
  );
}

function start(workspace: Workspace): void {
  const closings = workspace.model(closingsOf);
  const drafts = workspace.model(draftsOf);
  closings.keepIn(drafts);
  followLeft(workspace);
  workspace.hold({ unsaved: () => closings.unsaved, kept: () => drafts.works });
}

export const part: Part = { words: [draftWords, words], styles: [controls, styles], views: { form: Form, notices: Elsewhere }, start };
