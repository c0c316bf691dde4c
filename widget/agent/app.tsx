import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Me } from "../api/schema";
import { useObserved } from "../ui/observed";
import { callerName, issue } from "../ui/words";
import { arrange, inCall, onRecord, type Arrangement } from "./arrange";
import { Card } from "./card";
import type { Desk, DeskState } from "./desk";
import { SignIn, Stopped } from "./entrance";
import { Header } from "./header";
import { Idle, List } from "./idle";
import { Ring } from "./ring";
import { Ringing } from "./ringing";
import { UnsavedElsewhere } from "./unsaved";

export function App({ desk }: { desk: Desk }): JSX.Element {
  const state = useObserved(desk);
  useHeight(desk);
  switch (state.phase) {
    case "no_sign_in":
      return <Stopped title="Sign in through your CRM" text="Deskside knows you by the CRM that opens it. Open it from inside Zendesk or Salesforce; this page alone cannot sign you in." />;
    case "sign_in":
      return desk.boot.host === "standalone" ? (
        <SignIn problem={state.problem} enter={(u) => desk.enter(u)} />
      ) : (
        <Stopped title="Signing in did not work" text={state.problem || "The CRM did not say who you are."} onRetry={() => void desk.enterAgain()} />
      );
    case "starting":
      return (
        <main class="entrance">
          <p role="status">{state.problem === "" ? "Starting…" : `${state.problem} Trying again…`}</p>
        </main>
      );
    case "ready":
      return state.me === undefined ? <></> : desk.boot.location === "ticket_sidebar" ? <Sidebar desk={desk} state={state} me={state.me} /> : <Full desk={desk} state={state} me={state.me} />;
  }
}

/** The whole widget: what rings is on top of everything. */
function Full({ desk, state, me }: { desk: Desk; state: DeskState; me: Me }): JSX.Element {
  const a = useMemo(
    () => arrange(state.interactions.values(), { agent: me.agent.id, record: state.record }),
    [state.interactions, state.record, me],
  );
  const [muted, setMuted] = useState(false);
  useRinging(desk, a, muted);
  const opened = a.call ?? (state.opened === undefined ? undefined : state.interactions.get(state.opened));
  return (
    <>
      <Header state={state} busy={a.call !== undefined} muted={muted} onMute={setMuted} />
      <Announce a={a} />
      <main>
        <Words desk={desk} state={state} opened={opened?.id} />
        {a.ringing.length > 0 && a.call === undefined && <Ringing desk={desk} calls={a.ringing} />}
        {a.ringing.length > 0 && a.call !== undefined && (
          <p class="message" role="status">
            {a.ringing.length === 1 ? "Another call rings: " : `${a.ringing.length} more calls ring: `}
            <bdi>{a.ringing.map(callerName).join(", ")}</bdi>
          </p>
        )}
        {opened !== undefined ? <Card key={opened.id} desk={desk} state={state} me={me} i={opened} /> : <Idle desk={desk} state={state} arrangement={a} />}
      </main>
    </>
  );
}

/** Beside one ticket: what belongs to it. Calls ring in the full widget. */
function Sidebar({ desk, state, me }: { desk: Desk; state: DeskState; me: Me }): JSX.Element {
  const here = [...state.interactions.values()].filter((i) => onRecord(i, state.record));
  const a = arrange(here, { agent: me.agent.id, record: state.record });
  const live = here.find(inCall);
  const opened = live ?? here.find((i) => i.id === state.opened);
  return (
    <main class="sidebar">
      <Words desk={desk} state={state} opened={opened?.id} />
      {opened !== undefined ? (
        <Card key={opened.id} desk={desk} state={state} me={me} i={opened} />
      ) : (
        <List title="On this ticket" interactions={[...a.needs, ...a.ringing, ...a.recent]} desk={desk} record={undefined} empty="No calls or messages on this ticket yet." />
      )}
    </main>
  );
}

function Words({ desk, state, opened }: { desk: Desk; state: DeskState; opened: string | undefined }): JSX.Element {
  return (
    <div role="status" class="words">
      {state.live === "reconnecting" && <p class="message warn">Reconnecting… What you type is kept.</p>}
      {state.live === "signed_out" && <p class="message bad">Your session has ended. Reload the page to sign in again.</p>}
      <UnsavedElsewhere desk={desk} state={state} opened={opened} />
      {state.notice !== "" && (
        <p class="message">
          <bdi>{state.notice}</bdi>
        </p>
      )}
    </div>
  );
}

/** Says aloud that it rings, once per call. */
function Announce({ a }: { a: Arrangement }): JSX.Element {
  const first = a.ringing[0];
  const text = first === undefined ? "" : `Incoming call from ${callerName(first)}${first.issue_path.length > 0 ? ": " + issue(first.issue_path) : ""}`;
  return (
    <div class="unseen" role="alert">
      {text}
    </div>
  );
}

function useRinging(desk: Desk, a: Arrangement, muted: boolean): void {
  const ring = useRef<Ring | undefined>(undefined);
  ring.current ??= new Ring();
  const sound = ring.current;
  useEffect(() => sound.allowAfterGesture(), [sound]);
  sound.muted = muted;
  const first = a.call === undefined ? a.ringing[0] : undefined;
  const title = first !== undefined ? "☎ " + callerName(first) : a.call !== undefined ? "On a call" : "Deskside";
  useEffect(() => {
    sound.set(first !== undefined);
    desk.host.attention(first !== undefined);
  }, [desk, sound, first === undefined]);
  useEffect(() => desk.host.setTitle(title), [desk, title]);
  useEffect(() => () => sound.set(false), [sound]);
}

/** Tells the host how tall the page is, for hosts that fit their frame to it. */
function useHeight(desk: Desk): void {
  useEffect(() => {
    const watch = new ResizeObserver(() => desk.host.setHeight(Math.ceil(document.body.getBoundingClientRect().height)));
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [desk]);
}
