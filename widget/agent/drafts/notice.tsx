import type { ComponentChildren, JSX } from "preact";
import { addressed } from "../../words/people";
import type { Page } from "../shell/slots";
import { t } from "./words";

interface Props extends Page {
  interaction: string;
  refused: boolean;
  problem: string;
  /** The sentence, with the customer's name where it is known. */
  sentence: (problem: string, name: JSX.Element | undefined) => ComponentChildren;
}

/** Something that the server does not have yet, of an interaction that is not open; an open one says it itself. */
export function Unsaved({ workspace, state, interaction, refused, problem, sentence }: Props): JSX.Element {
  const i = state.interactions.get(interaction);
  return (
    <p class={"message " + (refused ? "bad" : "warn")}>
      <span>{sentence(refused ? t("unsaved.refused", { problem }) : problem, i === undefined ? undefined : <bdi>{addressed(i)}</bdi>)}</span>
      {i !== undefined && (
        <button type="button" class="link push" onClick={() => workspace.open(interaction)}>
          {t("unsaved.open")}
        </button>
      )}
    </p>
  );
}
