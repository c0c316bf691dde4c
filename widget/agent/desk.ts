import type { Client } from "../api/client";
import { Backoff } from "../api/backoff";
import { agentsDoor, Entry, type User } from "../api/entry";
import { Failure } from "../api/failure";
import { newID } from "../api/ids";
import { Live, type LiveOptions, type LiveState } from "../api/live";
import type { CallStarted, ChooseTicket, Interaction, LiveMessage, Me, MeState } from "../api/schema";
import type { Boot } from "../boot";
import type { Dial, Host } from "../hosts/host";
import { sameRecord } from "../hosts/host";
import { Observed } from "../ui/observed";
import type { connect as connectVoice, VoiceCall, VoiceStatus } from "../voice";
import { addressed, colleague } from "../ui/words";
import { learn, t } from "../words/catalogue";
import { inCall, isMine, ringsFor } from "./arrange";
import { Closings } from "./closings";
import { Drafts } from "./drafts";
import { Notes } from "./notes";
import { asked, newlyMissed, whyMissed, type Wish } from "./presence";
import { sentence } from "../words/failure";

export interface Voice {
  interaction: string;
  status: VoiceStatus;
  /** Why this page carries no voice for the call; "" while it does. */
  problem: string;
}

export interface DeskState {
  phase: "starting" | "sign_in" | "no_sign_in" | "ready";
  /** Why starting takes so long; it is being retried. */
  problem: string;
  me: Me | undefined;
  record: string | undefined;
  live: LiveState;
  interactions: ReadonlyMap<string, Interaction>;
  /** The interaction whose details are open. */
  opened: string | undefined;
  voice: Voice | undefined;
  dial: Dial | undefined;
  /** Words about what has just happened elsewhere; they pass. */
  notice: string;
}

export interface DeskOptions {
  client: Client;
  host: Host;
  boot: Boot;
  openLive?: (o: LiveOptions) => Pick<Live, "renewed">;
  connect?: typeof connectVoice;
}

const noticeTime = 8_000;

/** Nothing carries sound before the first call: the page comes first. */
const loadVoice = () => import("../voice");

/** Everything the agent's page knows and does; the components only show it. */
export class Desk extends Observed<DeskState> {
  readonly tab = newID();
  readonly client: Client;
  readonly host: Host;
  readonly boot: Boot;
  readonly notes: Notes;
  readonly closings: Closings;

  readonly #openLive: (o: LiveOptions) => Pick<Live, "renewed">;
  readonly #entry: Entry;
  readonly #connect: typeof connectVoice;
  readonly #backoff = new Backoff(500, 8_000);
  /** Ticket pages already opened, "interaction ticket", so that each comes up once. */
  readonly #popped = new Set<string>();
  readonly #hungUp = new Set<string>();
  #drafts: Drafts | undefined;
  #call: VoiceCall | undefined;
  #user: User | undefined;
  #live: Pick<Live, "renewed"> | undefined;
  #notice: ReturnType<typeof setTimeout> | undefined;

  constructor(o: DeskOptions) {
    super({
      phase: "starting",
      problem: "",
      me: undefined,
      record: undefined,
      live: "connecting",
      interactions: new Map(),
      opened: undefined,
      voice: undefined,
      dial: undefined,
      notice: "",
    });
    this.client = o.client;
    this.host = o.host;
    this.boot = o.boot;
    this.#entry = new Entry({ client: o.client, renewed: (token) => this.#live?.renewed(token) });
    this.#openLive = o.openLive ?? ((options) => new Live(options));
    this.#connect = o.connect ?? (async (...given) => (await loadVoice()).connect(...given));
    this.notes = new Notes({
      put: async (interaction, id, text) => this.#take(await this.client.putNote(interaction, id, text)),
    });
    this.closings = new Closings({
      put: async (interaction, w) => this.#take(await this.client.wrapUp(interaction, w)),
    });
  }

  /** Calls ring and are held in the full widget; a ticket's sidebar shows what belongs to it. */
  get takesCalls(): boolean {
    return this.boot.location !== "ticket_sidebar";
  }

  async start(): Promise<void> {
    const way = this.boot.sign_in;
    if (way === "none" || way === "passphrase") {
      this.set({ phase: "no_sign_in" });
      return;
    }
    const context = await this.host.context();
    this.set({ record: context.record });
    this.host.onContextChange((c) => {
      this.set({ record: c.record });
      if (this.state.phase === "ready") void this.#fetchTicket(c.record);
    });
    this.host.onDial((dial) => this.set({ dial, opened: undefined }));
    if (way === "sandbox" && context.user === undefined) {
      this.set({ phase: "sign_in" });
      return;
    }
    await this.enter(context.user);
  }

  /** Signs in and loads, as often as it takes; stops only when the server says no. */
  async enter(user?: User): Promise<void> {
    this.#user = user;
    let inside = false;
    for (;;) {
      try {
        if (!inside) await this.#entry.enter(agentsDoor(this.client, this.boot, this.host, user));
        inside = true;
        await this.#load();
        return;
      } catch (e) {
        if (!(e instanceof Failure) || !e.passing) {
          this.set({ phase: "sign_in", problem: sentence(e) });
          return;
        }
        this.set({ problem: sentence(e) });
      }
      await new Promise((resolve) => setTimeout(resolve, this.#backoff.next()));
    }
  }

  /** After a refusal: the same agent once more, where that can help. A CRM's word is good for one use. */
  get enterAgain(): (() => void) | undefined {
    return this.boot.sign_in === "sandbox" && this.#user !== undefined ? () => void this.enter(this.#user) : undefined;
  }

  async #load(): Promise<void> {
    const { record } = this.state;
    // Beside a ticket its own history is what the page is for, however old it is; and nothing else, since
    // every open ticket has a page of its own.
    const wanted =
      this.takesCalls || record === undefined ? [{ active: true, limit: 200 }, { limit: 30 }] : [{ ticket: record, limit: 50 }];
    const [me, ...lists] = await Promise.all([this.client.me(), ...wanted.map((w) => this.client.interactions(w))]);
    const known = lists.flatMap((l) => l.interactions);
    this.#keepDrafts(me);
    this.set({ phase: "ready", problem: "", me });
    for (const i of known) this.#take(i);
    const mine = known.find((i) => isMine(i, me.agent.id) && (inCall(i) || (i.state === "wrap_up" && i.channel === "voice")));
    if (mine !== undefined) this.set({ opened: mine.id });
    void this.#fetchTicket(this.state.record);
    if (this.takesCalls) void loadVoice().catch(() => undefined); // here when it rings; else it is tried again then
    this.#live = this.#openLive({
      after: Math.min(...lists.map((l) => l.seq)), // taken at several moments: the earlier one misses nothing
      // A ticket's sidebar takes no calls: without a tab it does not count as the agent being there.
      ...(this.takesCalls ? { tab: this.tab } : { rests: true }),
      token: () => this.client.token,
      renew: () => this.#entry.stay(),
      message: (m) => this.#hear(m),
      state: (live) => {
        const again = live === "live" && this.state.live === "reconnecting";
        this.set({ live });
        if (again) void this.#refreshMe();
      },
    });
  }

  /** Once per agent: another one's drafts are dropped, this one's come back. */
  #keepDrafts(me: Me): void {
    if (this.#drafts !== undefined) return;
    this.#drafts = new Drafts({ account: me.account, agent: me.agent.id });
    this.notes.keepIn(this.#drafts);
    this.closings.keepIn(this.#drafts);
  }

  /** What was said of the agent while nobody listened. */
  async #refreshMe(): Promise<void> {
    const me = await this.client.me().catch(() => undefined); // the socket tells of every later change
    if (me?.status !== undefined) this.#takeMe({ status: me.status, missed: me.missed ?? [] });
  }

  #takeMe(now: MeState): void {
    const me = this.state.me;
    if (me === undefined) return;
    const before = me.status === undefined ? undefined : { status: me.status, missed: me.missed ?? [] };
    this.set({ me: { ...me, ...now } });
    const missed = newlyMissed(before, now)[0];
    if (missed !== undefined) this.#say(t("missed.told", { who: missed.who || t("who.unknown"), why: whyMissed(missed) }));
  }

  async #fetchTicket(ticket: string | undefined): Promise<void> {
    if (ticket === undefined) return;
    const found = await this.client.interactions({ ticket, limit: 20 }).catch(() => undefined); // the list is a convenience
    for (const i of found?.interactions ?? []) this.#take(i);
  }

  #hear(m: LiveMessage): void {
    if (m.kind === "interaction" && m.interaction !== undefined) this.#take(m.interaction);
    if (m.kind === "me" && m.me !== undefined) this.#takeMe(m.me);
  }

  /** Takes in an interaction as the server tells it; an older version than the known one changes nothing. */
  #take(next: Interaction): void {
    const me = this.state.me?.agent.id ?? "";
    const before = this.state.interactions.get(next.id);
    if (before !== undefined && before.version > next.version) return;
    void learn().then((more) => more && this.set({}));
    const interactions = new Map(this.state.interactions).set(next.id, next);
    const began = isMine(next, me) && inCall(next) && !(before !== undefined && isMine(before, me) && inCall(before));
    this.set({ interactions, ...(began ? { opened: next.id } : {}) });
    if (before !== undefined && ringsFor(before, me) && !ringsFor(next, me)) this.#stoppedRinging(next, me);
    if (isMine(next, me) && inCall(next)) this.#popOnce(next);
    if (this.state.voice?.interaction === next.id && !inCall(next)) this.#endVoice();
    // Who rings with a ticket of their own has been here before: what was said then is shown beside.
    if (ringsFor(next, me) && next.ticket.id !== before?.ticket.id) void this.#fetchTicket(next.ticket.id);
  }

  #stoppedRinging(i: Interaction, me: string): void {
    if (!this.takesCalls || (isMine(i, me) && i.offer?.tab === this.tab)) return;
    if (i.offer?.declined.includes(me) && i.state === "ringing") return;
    const name = addressed(i);
    const rings = [...this.state.interactions.values()].some((other) => ringsFor(other, me));
    if (inCall(i) && !rings) this.host.answeredElsewhere?.();
    if (inCall(i) && isMine(i, me)) this.#say(t("desk.answered_by_you", { name }));
    else if (inCall(i)) this.#say(t("desk.answered_by", { agent: colleague(i.agent?.name), name }));
    else if (i.call?.ended_at !== undefined) this.#say(t("desk.hung_up", { name }));
  }

  #say(notice: string): void {
    clearTimeout(this.#notice);
    this.set({ notice });
    this.#notice = setTimeout(() => this.set({ notice: "" }), noticeTime);
  }

  /** Brings up the ticket of the call the agent has just taken, unless they are on it. */
  #popOnce(i: Interaction): void {
    const { state, id, url } = i.ticket;
    if (state !== "chosen" || id === undefined || !this.takesCalls) return;
    if (i.offer?.tab !== this.tab) return;
    const key = i.id + " " + id;
    if (this.#popped.has(key)) return;
    this.#popped.add(key);
    if (!sameRecord(id, this.state.record)) this.host.pop({ id, url });
  }

  open(id: string | undefined): void {
    this.set({ opened: id });
  }

  /** Opens an interaction that may not be among those already known. */
  async openByID(id: string): Promise<void> {
    if (!this.state.interactions.has(id)) {
      try {
        this.#take(await this.client.interaction(id));
      } catch (e) {
        this.#say(sentence(e));
        return;
      }
    }
    this.open(id);
  }

  /** What the agent wants to be: at once when they are free, else after the call. */
  async choose(wish: Wish): Promise<void> {
    this.#takeMe(await this.client.setStatus(asked(this.state.me?.status, wish)));
  }

  async accept(i: Interaction): Promise<void> {
    if (i.offer === undefined) return;
    await this.#begin(await this.client.accept(i.id, i.offer.n, this.tab));
  }

  async decline(i: Interaction): Promise<void> {
    if (i.offer !== undefined) this.#take(await this.client.decline(i.id, i.offer.n));
  }

  /** callID is made once per intention, so that a repeated request is the same call. */
  async dial(to: string, callID: string): Promise<void> {
    const ticket = this.state.dial?.record ?? this.state.record;
    await this.#begin(
      await this.client.call({ to, tab: this.tab, call_id: callID, ...(ticket === undefined ? {} : { ticket }) }),
    );
    this.set({ dial: undefined });
  }

  async hangUp(i: Interaction): Promise<void> {
    // The server first: a leg that leaves before it has heard why is a page that was lost, and
    // the customer would be offered to somebody else.
    this.#hungUp.add(i.id);
    this.#take(await this.client.hangUp(i.id));
    if (this.state.voice?.interaction === i.id) void this.#call?.hangUp();
  }

  async wrapUp(i: Interaction): Promise<void> {
    if (!(await this.closings.save(i.id))) return;
    if (this.state.opened === i.id) this.set({ opened: undefined });
    this.#say(t("desk.wrapped_up"));
  }

  async chooseTicket(i: Interaction, choice: ChooseTicket): Promise<void> {
    this.#take(await this.client.chooseTicket(i.id, choice));
  }

  async retry(i: Interaction, key?: string): Promise<void> {
    this.#take(await this.client.retry(i.id, key));
  }

  async drop(i: Interaction, key: string, reason: string): Promise<void> {
    this.#take(await this.client.drop(i.id, key, reason));
  }

  get unsaved(): boolean {
    return this.notes.unsaved || this.closings.unsaved;
  }

  /** Whether leaving the page now would lose what was typed: nothing is lost where the browser keeps it. */
  get atRisk(): boolean {
    return this.unsaved && this.#drafts?.works !== true;
  }

  async #begin(started: CallStarted): Promise<void> {
    const id = started.interaction.id;
    this.set({ opened: id, voice: { interaction: id, status: "connecting", problem: "" } });
    this.#take(started.interaction);
    try {
      const call = await this.#connect(started.voice, (status) => this.#voiceChanged(id, status));
      if (this.state.voice?.interaction !== id) {
        void call.hangUp(); // the call was over before the voice was there
        return;
      }
      this.#call = call;
      this.#voiceChanged(id, call.status);
    } catch (e) {
      if (this.state.voice?.interaction === id) this.set({ voice: { interaction: id, status: "closed", problem: sentence(e) } });
    }
  }

  #voiceChanged(id: string, status: VoiceStatus): void {
    if (this.state.voice?.interaction !== id) return;
    const lost = status === "closed" && !this.#hungUp.has(id);
    this.set({ voice: { interaction: id, status, problem: lost ? t("desk.voice_ended") : "" } });
  }

  #endVoice(): void {
    void this.#call?.hangUp();
    this.#call = undefined;
    this.set({ voice: undefined });
  }
}
