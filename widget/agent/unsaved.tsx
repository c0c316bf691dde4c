import type { JSX } from "preact";
import { useObserved } from "../ui/observed";
import { callerName } from "../ui/words";
import type { Desk, DeskState } from "./desk";

/** What the server does not have yet of interactions that are not open; an open one says it itself. */
export function UnsavedElsewhere({ desk, state, opened }: { desk: Desk; state: DeskState; opened: string | undefined }): JSX.Element {
  const { pending } = useObserved(desk.notes);
  const { closings } = useObserved(desk.closings);
  const found = [
    ...pending.filter((p) => p.problem !== "").map((p) => ({ id: p.interaction, what: "A note", refused: p.state === "refused", problem: p.problem })),
    ...[...closings].filter(([, c]) => c.problem !== "").map(([id, c]) => ({ id, what: "The closing note", refused: c.state === "refused", problem: c.problem })),
  ].filter((u) => u.id !== opened);
  return (
    <>
      {found.map((u, n) => {
        const i = state.interactions.get(u.id);
        return (
          <p key={n} class={"message " + (u.refused ? "bad" : "warn")}>
            <span>
              {u.what}
              {i !== undefined && (
                <>
                  {" "}
                  about <bdi>{callerName(i)}</bdi>
                </>
              )}
              : {u.refused ? `Not saved. ${u.problem}` : u.problem}
            </span>
            {i !== undefined && (
              <button type="button" class="link push" onClick={() => desk.open(u.id)}>
                Open
              </button>
            )}
          </p>
        );
      })}
    </>
  );
}
