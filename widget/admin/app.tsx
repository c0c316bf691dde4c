import type { JSX } from "preact";
import type { Overview } from "../api/schema";
import { useObserved } from "../ui/observed";
import { Message } from "../ui/message";
import { clock } from "../ui/format";
import type { Board, BoardState } from "./board";
import { Admins } from "./admins";
import { Contacts } from "./contacts";
import { Floods } from "./floods";
import { Health } from "./health";
import { Accounts, Agents, Live } from "./overview";
import { Queues, Service } from "./queues";
import { Leave } from "./leave";
import { Record } from "./record";
import { Role } from "./role";
import type { SignIn } from "./signin";
import { Troubles } from "./troubles";
import { useView, Views } from "./views";
import { Writes } from "./writes";

export function AdminPage({ board, signIn }: { board: Board; signIn: SignIn }): JSX.Element {
  const state = useObserved(board);
  const view = useView();
  const { who } = useObserved(signIn);
  return (
    <Role.Provider value={who?.role ?? "owner"}>
      <header class="top">
        <h1>Deskside</h1>
        <Views view={view} />
        <span class="muted small fresh">
          <span class={"dot " + (state.problem === "" ? "good" : "warn")} aria-hidden="true" />
          {state.updatedAt === undefined ? "Loading…" : `Updated ${clock(state.updatedAt.toISOString(), state.updatedAt)}`}
        </span>
        <Leave signIn={signIn} />
      </header>
      <main>
        <div role="status">
          {state.problem !== "" && (
            <Message tone="warn">
              {state.problem} {state.updatedAt === undefined ? "Trying again…" : "What you see may be old; trying again…"}
            </Message>
          )}
        </div>
        {state.overview !== undefined &&
          (view === "health" ? (
            <Health client={board.client} accounts={state.overview.accounts} />
          ) : view === "contacts" ? (
            <>
              <Floods client={board.client} />
              <Contacts client={board.client} />
            </>
          ) : view === "record" ? (
            <Record client={board.client} />
          ) : view === "admins" ? (
            <Admins client={board.client} signIn={signIn} />
          ) : (
            <Now board={board} state={state} overview={state.overview} />
          ))}
      </main>
    </Role.Provider>
  );
}

function Now({ board, state, overview }: { board: Board; state: BoardState; overview: Overview }): JSX.Element {
  return (
    <>
      <Accounts accounts={overview.accounts} board={board} />
      <div class="columns">
        <Live live={overview.live} active={overview.active} />
        <div class="stack">
          <Queues queues={overview.queues} />
          <Service service={overview.service} queues={overview.queues} />
          <Agents agents={overview.agents} client={board.client} />
        </div>
      </div>
      <Writes board={board} state={state} counts={overview.counts} accounts={overview.accounts} />
      <Troubles client={board.client} />
    </>
  );
}
