import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Interaction, Me } from "../api/schema";
import { later } from "../ui/later";
import { useObserved } from "../ui/observed";
import { addressed, callerName, issue } from "../ui/words";
import { dialect, say, t } from "../words/catalogue";
import { Alarm } from "./alarm";
import { arrange, inCall, onRecord, type Arrangement } from "./arrange";
import { Card } from "./card";
import type { Desk, DeskState } from "./desk";
import { Stopped } from "./entrance";
import { Header } from "./header";
import { Idle, List } from "./idle";
import { Ringing } from "./ringing";
import { UnsavedElsewhere } from "./unsaved";

const SignIn = later(() => import("./sandbox").then((m) => m.SignIn));

export function App({ desk }: { desk: Desk }): JSX.Element {
  const state = useObserved(desk);
  useHeight(desk);
  useLayoutEffect(() => void (state.phase === "ready" && performance.mark("deskside:data")), [state.phase]); // the first sight of calls, for measuring
  switch (state.phase) {
    case "no_sign_in":
      return <Stopped title={t("entrance.no_sign_in")} text={t("entrance.no_sign_in_text")} />;
    case "sign_in":
      return desk.boot.host === "standalone" ? (
        <SignIn problem={state.problem} enter={(u) => desk.enter(u)} />
      ) : (
        <Stopped title={t("entrance.refused")} text={state.problem || t("entrance.refused_text")} onRetry={desk.enterAgain} />
      );
    case "starting":
      return (
        <main class="entrance">
          <p role="status">{state.problem === "" ? t("entrance.starting") : t("entrance.starting_again", { problem: state.problem })}</p>
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
  const alarm = useAlarm(desk, me, a);
  const opened = a.call ?? (state.opened === undefined ? undefined : state.interactions.get(state.opened));
  return (
    <>
      <Header desk={desk} state={state} alarm={alarm} onCall={a.call !== undefined} />
      <Announce a={a} />
      <main>
        <Words desk={desk} state={state} opened={opened?.id} />
        {a.ringing.length > 0 && a.call === undefined && <Ringing desk={desk} state={state} calls={a.ringing} />}
        {a.ringing.length > 0 && a.call !== undefined && (
          <p class="message" role="status">
            {say("ring.more", { count: a.ringing.length, names: <bdi>{new Intl.ListFormat(dialect(), { type: "unit" }).format(a.ringing.map(callerName))}</bdi> })}
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
        <List title={t("idle.on_ticket")} interactions={[...a.needs, ...a.ringing, ...a.recent]} desk={desk} record={undefined} empty={t("idle.nothing_on_ticket")} />
      )}
    </main>
  );
}

function Words({ desk, state, opened }: { desk: Desk; state: DeskState; opened: string | undefined }): JSX.Element {
  return (
    <div role="status" class="words">
      {state.live === "reconnecting" && <p class="message warn">{t("desk.reconnecting")}</p>}
      {state.live === "signed_out" && <p class="message bad">{t("desk.signed_out")}</p>}
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
  const text = first === undefined ? "" : announcement(first);
  return (
    <div class="unseen" role="alert">
      {text}
    </div>
  );
}

function announcement(i: Interaction): string {
  const name = addressed(i);
  return i.issue_path.length === 0 ? t("ring.incoming", { name }) : t("ring.incoming_about", { name, issue: issue(i.issue_path) });
}

/** Calls the agent to what rings: by sound, notification, the page's title and the host's own means. */
function useAlarm(desk: Desk, me: Me, a: Arrangement): Alarm {
  const made = useRef<Alarm | undefined>(undefined);
  made.current ??= new Alarm({ agent: me.account + " " + me.agent.id });
  const alarm = made.current;
  useEffect(() => alarm.listen(), [alarm]);
  const first = a.call === undefined ? a.ringing[0] : undefined;
  const title = first !== undefined ? t("head.title_ringing", { name: callerName(first) }) : t(a.call !== undefined ? "head.on_a_call" : "head.title");
  useEffect(() => {
    alarm.call(first === undefined ? undefined : { id: first.id, title: t("ring.incoming", { name: addressed(first) }), text: issue(first.issue_path) });
    desk.host.attention(first !== undefined);
  }, [desk, alarm, first?.id]);
  useEffect(() => desk.host.setTitle(title), [desk, title]);
  return alarm;
}

/** Tells the host how tall the page is, for hosts that fit their frame to it. */
function useHeight(desk: Desk): void {
  useEffect(() => {
    const watch = new ResizeObserver(() => desk.host.setHeight(Math.ceil(document.body.getBoundingClientRect().height)));
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [desk]);
}
