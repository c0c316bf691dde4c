import type { ComponentChildren, JSX } from "preact";
import { useObserved } from "../ui/observed";
import { addressed } from "../ui/words";
import { say, t } from "../words/catalogue";
import type { Desk, DeskState } from "./desk";

/** What the server does not have yet of interactions that are not open; an open one says it itself. */
export function UnsavedElsewhere({ desk, state, opened }: { desk: Desk; state: DeskState; opened: string | undefined }): JSX.Element {
  const { pending } = useObserved(desk.notes);
  const { closings } = useObserved(desk.closings);
  const found = [
    ...pending.filter((p) => p.problem !== "").map((p) => ({ id: p.interaction, what: "note" as const, refused: p.state === "refused", problem: p.problem })),
    ...[...closings].filter(([, c]) => c.problem !== "").map(([id, c]) => ({ id, what: "closing" as const, refused: c.state === "refused", problem: c.problem })),
  ].filter((u) => u.id !== opened);
  return (
    <>
      {found.map((u, n) => {
        const i = state.interactions.get(u.id);
        return (
          <p key={n} class={"message " + (u.refused ? "bad" : "warn")}>
            <span>{words(u, i === undefined ? undefined : <bdi>{addressed(i)}</bdi>)}</span>
            {i !== undefined && (
              <button type="button" class="link push" onClick={() => desk.open(u.id)}>
                {t("unsaved.open")}
              </button>
            )}
          </p>
        );
      })}
    </>
  );
}

function words(u: { what: "note" | "closing"; refused: boolean; problem: string }, name: JSX.Element | undefined): ComponentChildren {
  const problem = u.refused ? t("unsaved.refused", { problem: u.problem }) : u.problem;
  return name === undefined ? t(`unsaved.${u.what}`, { problem }) : say(`unsaved.${u.what}_about`, { name, problem });
}
