import type { JSX } from "preact";
import { useObserved } from "../../ui/observed";
import { draftsOf } from "../drafts/kept";
import { Unsaved } from "../drafts/notice";
import { draftWords } from "../drafts/words";
import { controls } from "../../ui/controls";
import type { Page, Part } from "../shell/slots";
import type { Workspace } from "../shell/workspace";
import { NoteBox } from "./box";
import styles from "./notes.css?inline";
import { notesOf } from "./notes";
import { say, t, words } from "./words";

/** Notes that the server does not have yet, of interactions that are not open. */
function Elsewhere({ workspace, state, opened }: Page & { opened: string | undefined }): JSX.Element {
  const { pending } = useObserved(workspace.model(notesOf));
  return (
    <>
      {pending
        .filter((p) => p.problem !== "" && p.interaction !== opened)
        .map((p) => (
          <Unsaved
            key={p.id}
            workspace={workspace}
            state={state}
            interaction={p.interaction}
            refused={p.state === "refused"}
            problem={p.problem}
            sentence={(problem, name) => (name === undefined ? t("note.unsaved", { problem }) : say("note.unsaved_about", { name, problem }))}
          />
        ))}
    </>
  );
}

/** What was handed over before the page ended is sent again. */
function start(workspace: Workspace): void {
  const notes = workspace.model(notesOf);
  const drafts = workspace.model(draftsOf);
  notes.keepIn(drafts);
  workspace.hold({ unsaved: () => notes.unsaved, kept: () => drafts.works });
}

export const part: Part = { words: [draftWords, words], styles: [controls, styles], views: { notices: Elsewhere, dock: NoteBox }, start };
