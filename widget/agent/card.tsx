import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Interaction, Me } from "../api/schema";
import { useAction, useNow } from "../ui/hooks";
import { Icon } from "../ui/icons";
import { Problem } from "../ui/message";
import { Headlines, PacketFields } from "../ui/packet";
import { addressed, callerName, clock, colleague, minute, since, stateWord } from "../ui/words";
import { t, told } from "../words/catalogue";
import { inCall, isMine } from "./arrange";
import type { Desk, DeskState } from "./desk";
import { Earlier } from "./earlier";
import { Items } from "./items";
import { Photos } from "./photo";
import { Identity } from "./ringing";
import { TicketCard } from "./ticket";
import { NoteBox, WrapUpForm } from "./writing";

/** One interaction, whole: the call while it lasts, its wrap-up, and later its record. */
export function Card({ desk, state, me, i }: { desk: Desk; state: DeskState; me: Me; i: Interaction }): JSX.Element {
  const [choosing, setChoosing] = useState(false);
  const ticket = useRef<HTMLDivElement>(null);
  const mine = isMine(i, me.agent.id);
  const live = inCall(i);
  const wrapping = i.state === "wrap_up" && i.channel === "voice" && mine && desk.takesCalls;
  // The wrap-up ran out on the server while its form was open: what was typed stays, and can be saved.
  const late = i.state === "closed" && desk.closings.of(i.id) !== undefined;
  const showChoice = () => {
    ticket.current?.scrollIntoView({ block: "nearest" });
    ticket.current?.querySelector<HTMLElement>("input")?.focus();
  };
  const chooseTicket = () => {
    setChoosing(true);
    showChoice(); // it may be open already, out of sight
  };
  useEffect(() => {
    if (choosing) showChoice();
  }, [choosing]);
  return (
    <article class="call" aria-label={t("card.label", { name: addressed(i) })}>
      {live ? <CallBar desk={desk} state={state} i={i} mine={mine} /> : <PastBar desk={desk} i={i} />}
      {(wrapping || late) && <WrapUpForm desk={desk} i={i} dispositions={me.dispositions} />}
      <section class="card customer" aria-label={t("card.customer")}>
        <h2 dir="auto">{callerName(i)}</h2>
        <Identity i={i} />
        <Headlines packet={i.packet} path={i.issue_path} />
        <Earlier i={i} state={state} />
        <details class="more">
          <summary>
            <Icon name="chevron" /> {t("packet.all")}
          </summary>
          <PacketFields packet={i.packet} />
        </details>
      </section>
      <Photos desk={desk} i={i} />
      <div ref={ticket}>
        <TicketCard desk={desk} i={i} crm={me.crm} choosing={choosing} setChoosing={setChoosing} />
      </div>
      <NoteBox desk={desk} i={i} />
      <Items desk={desk} i={i} crm={me.crm} chooseTicket={chooseTicket} />
      <Timeline i={i} />
    </article>
  );
}

function CallBar({ desk, state, i, mine }: { desk: Desk; state: DeskState; i: Interaction; mine: boolean }): JSX.Element {
  const now = useNow();
  const bar = useRef<HTMLElement>(null);
  // Who accepted by keyboard goes on from here: the button that had the focus is gone.
  useEffect(() => {
    if (mine && desk.takesCalls && document.hasFocus() && document.activeElement === document.body) bar.current?.focus();
  }, []);
  const hangUp = useAction(useCallback(() => desk.hangUp(i), [desk, i]));
  const voice = state.voice?.interaction === i.id ? state.voice : undefined;
  const elsewhere = mine && voice === undefined && desk.takesCalls;
  const word = t(
    i.state === "connected" ? "call.on" : i.state === "dialling" ? "call.dialling" : voice?.status === "open" ? "call.connecting_customer" : "call.connecting",
  );
  return (
    <section ref={bar} tabIndex={-1} class={"call-bar " + i.state} aria-label={t("call.label")}>
      <div class="call-state">
        <span role="status">{mine ? word : t("call.others", { agent: colleague(i.agent?.name), state: stateWord(i).toLowerCase() })}</span>
        <span class="timer" role="timer" aria-label={t("call.talk_time")}>
          {i.state === "connected" ? since(i.call?.answered_at, now) : ""}
        </span>
      </div>
      {mine && desk.takesCalls && (
        <button type="button" class="button bad" disabled={hangUp.busy} onClick={() => hangUp.run()}>
          <Icon name="hangup" /> {t(hangUp.busy ? "call.hanging_up" : "call.hang_up")}
        </button>
      )}
      {elsewhere && <p class="call-word small">{t("call.elsewhere")}</p>}
      {voice !== undefined && voice.problem !== "" && (
        <p class="call-word small slow" role="status">
          {voice.problem}
        </p>
      )}
      <Problem text={hangUp.problem} />
    </section>
  );
}

function PastBar({ desk, i }: { desk: Desk; i: Interaction }): JSX.Element {
  const now = useNow(30_000);
  const heading = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (document.hasFocus() && document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <nav class="past-bar">
      <button ref={heading} type="button" class="link back" onClick={() => desk.open(undefined)}>
        <Icon name="back" /> {t("card.back")}
      </button>
      <span class="muted small">
        {stateWord(i)} · {minute(i.started_at, now)}
      </span>
    </nav>
  );
}

function Timeline({ i }: { i: Interaction }): JSX.Element | null {
  const now = useNow(30_000);
  if (i.timeline.length === 0) return null;
  return (
    <details class="more timeline">
      <summary>
        <Icon name="chevron" /> {t("card.timeline")}
      </summary>
      <ol>
        {i.timeline.map((e) => (
          <li key={e.n}>
            <time class="muted small" dateTime={e.at}>
              {clock(e.at, now)}
            </time>
            <span dir="auto">{told(e.text, e.said)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
