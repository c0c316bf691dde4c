import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { WithFeatures, type Features } from "../../ui/features";
import type { Interaction } from "../../api/schema";
import { useObserved } from "../../ui/observed";
import { arrange, inCall, isOn, onRecord } from "./arrange";
import { attend } from "./attend";
import { Stopped, Waiting } from "./entrance";
import { Slot, type Page, type Slots } from "./slots";
import { t } from "./words";
import type { Workspace } from "./workspace";

export function App({ workspace, features }: { workspace: Workspace; features: Features<Workspace, Slots> }): JSX.Element {
  const state = useObserved(workspace);
  const { incomplete } = useObserved(features);
  useMemo(() => attend(workspace, features), [workspace, features]);
  // What is seen first comes into view at once, and not piece by piece.
  const seen = useRef(false);
  seen.current ||= state.phase === "ready" && !features.waiting;
  useHeight(workspace);
  useLayoutEffect(() => void (state.phase === "ready" && performance.mark("deskside:data")), [state.phase]); // the first sight of calls, for measuring
  return (
    <WithFeatures of={features}>
      <Phase workspace={workspace} state={state} incomplete={incomplete} seen={seen.current} />
    </WithFeatures>
  );
}

interface Come extends Page {
  incomplete: boolean;
  /** Whether the first features have come. */
  seen: boolean;
}

function Phase({ workspace, state, incomplete, seen }: Come): JSX.Element {
  switch (state.phase) {
    case "no_sign_in":
      return <Stopped title={t("entrance.no_sign_in")} text={t("entrance.no_sign_in_text")} />;
    case "sign_in":
      return workspace.host.alone === true ? (
        <Slot at="entrance" workspace={workspace} state={state} />
      ) : (
        <Stopped title={t("entrance.refused")} text={state.problem || t("entrance.refused_text")} onRetry={workspace.enterAgain} />
      );
    case "starting":
      return <Waiting problem={state.problem} />;
    case "ready":
      return workspace.takesCalls ? <Full workspace={workspace} state={state} incomplete={incomplete} seen={seen} /> : <Sidebar workspace={workspace} state={state} incomplete={incomplete} />;
  }
}

/** The whole widget: what rings is on top of everything. */
function Full({ workspace, state, incomplete, seen }: Come): JSX.Element {
  const arrangement = useMemo(
    () => arrange(state.interactions.values(), state),
    [state.interactions, state.record, state.me],
  );
  const opened = arrangement.call ?? (state.opened === undefined ? undefined : state.interactions.get(state.opened));
  const whole = { workspace, state, arrangement };
  return (
    <>
      <header class="top">
        <Slot at="status" {...whole} />
        <span class="who" dir="auto">
          {state.me?.agent.name || state.me?.agent.id}
        </span>
        <Slot at="tools" {...whole} />
      </header>
      <Slot at="below" {...whole} />
      <main>
        <Notices workspace={workspace} state={state} incomplete={incomplete} opened={opened?.id} />
        <Slot at="top" {...whole} />
        {opened !== undefined ? (
          <Slot at="opened" key={opened.id} workspace={workspace} state={state} i={opened} />
        ) : seen ? (
          <>
            {arrangement.ringing.length === 0 && <Slot at="ready" {...whole} />}
            <Slot at="idle" {...whole} />
          </>
        ) : null}
      </main>
    </>
  );
}

/** Beside one ticket: what belongs to it. Calls ring in the full widget. */
function Sidebar({ workspace, state, incomplete }: Page & { incomplete: boolean }): JSX.Element {
  const here = [...state.interactions.values()].filter((i) => onRecord(i, state.record));
  const arrangement = arrange(here, state);
  const inPane = (i: Interaction) => isOn(i, workspace.agent); // there it is in full, and once is enough
  const opened = here.find((i) => i.id === state.opened && !inPane(i)) ?? here.find((i) => inCall(i) && !inPane(i));
  return (
    <main class="sidebar">
      <Notices workspace={workspace} state={state} incomplete={incomplete} opened={opened?.id} />
      {opened !== undefined ? (
        <Slot at="opened" key={opened.id} workspace={workspace} state={state} i={opened} />
      ) : (
        <Slot at="ticket" workspace={workspace} state={state} arrangement={arrangement} />
      )}
    </main>
  );
}

function Notices({ workspace, state, incomplete, opened }: Page & { incomplete: boolean; opened: string | undefined }): JSX.Element {
  return (
    <>
      <Slot at="spoken" workspace={workspace} state={state} />
      <div role="status" aria-atomic="false" class="words">
        {state.live === "reconnecting" && <p class="message warn">{t("page.reconnecting")}</p>}
        {state.live === "signed_out" && <p class="message bad">{t("page.signed_out")}</p>}
        {incomplete && <p class="message warn">{t("page.incomplete")}</p>}
        <Slot at="notices" workspace={workspace} state={state} opened={opened} />
        {state.notice !== "" && (
          <p key={state.notices} class="message">
            <bdi>{state.notice}</bdi>
          </p>
        )}
      </div>
    </>
  );
}

/** Tells the host how tall the page is, for hosts that fit their frame to it. */
function useHeight(workspace: Workspace): void {
  useEffect(() => {
    const watch = new ResizeObserver(() => workspace.host.setHeight(Math.ceil(document.body.getBoundingClientRect().height)));
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [workspace]);
}
