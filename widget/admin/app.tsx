import type { JSX } from "preact";
import { useObserved } from "../ui/observed";
import { Message } from "../ui/message";
import { clock } from "../ui/words";
import { Accounts, Agents, Live } from "./overview";
import type { Board } from "./board";
import { Writes } from "./writes";

export function AdminPage({ board }: { board: Board }): JSX.Element {
  const state = useObserved(board);
  if (state.phase === "no_sign_in") {
    return (
      <main class="entrance">
        <h1>Sign in is not open here</h1>
        <p>This server has no sign-in for this page. It opens in the sandbox.</p>
      </main>
    );
  }
  return (
    <>
      <header class="top">
        <h1>Deskside</h1>
        <span class="muted fresh">
          <span class={"dot " + (state.problem === "" ? "good" : "warn")} aria-hidden="true" />
          {state.updatedAt === undefined ? "Loading…" : `Updated ${clock(state.updatedAt.toISOString(), state.updatedAt)}`}
        </span>
      </header>
      <main>
        {state.problem !== "" && (
          <Message tone="warn">
            {state.problem} {state.updatedAt === undefined ? "Trying again…" : "What you see may be old; trying again…"}
          </Message>
        )}
        {state.overview !== undefined && (
          <>
            <Accounts accounts={state.overview.accounts} client={board.client} />
            <div class="columns">
              <Live live={state.overview.live} />
              <Agents agents={state.overview.agents} />
            </div>
            <Writes board={board} state={state} counts={state.overview.counts} accounts={state.overview.accounts} />
          </>
        )}
      </main>
    </>
  );
}
