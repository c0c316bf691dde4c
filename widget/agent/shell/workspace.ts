import { search, type Client } from "../../api/client";
import { Backoff } from "../../api/backoff";
import { agentsDoor, Entry, type User } from "../../api/entry";
import { Failure } from "../../api/failure";
import { newID } from "../../api/ids";
import { Live, type LiveOptions, type LiveState } from "../../api/live";
import type { CallStarted, Interaction, InteractionList, LiveMessage, Me, MeState } from "../../api/schema";
import type { Boot } from "../../boot";
import type { Dial, Host } from "../../hosts/host";
import { answered } from "../../hosts/silence";
import { PageState } from "../../ui/page";
import type { connect } from "../../voice";
import { callRecords, learn } from "../../words/catalogue";
import { sentence } from "../../words/failure";
import { learnDispositions } from "../../words/labels";
import { isMine, isOn } from "./arrange";
import { merge } from "./merge";

export interface WorkspaceState {
  phase: "starting" | "sign_in" | "no_sign_in" | "ready";
  /** Why starting takes so long; it is being retried. */
  problem: string;
  me: Me | undefined;
  record: string | undefined;
  live: LiveState;
  interactions: ReadonlyMap<string, Interaction>;
  /** The interaction whose details are open. */
  opened: string | undefined;
  /** The call that this page has begun last, with what connects its voice. */
  begun: CallStarted | undefined;
  dial: Dial | undefined;
  /** Words about what has just happened elsewhere; they pass. */
  notice: string;
  /** How many there have been: the same words twice are two. */
  notices: number;
}

export interface WorkspaceOptions {
  client: Client;
  host: Host;
  boot: Boot;
  openLive?: (o: LiveOptions) => Pick<Live, "renewed">;
  connect?: typeof connect;
}

/** Something typed that the server does not have yet. */
export interface Holding {
  readonly unsaved: () => boolean;
  /** Whether the browser keeps it when the page goes. */
  readonly kept: () => boolean;
}

type Heard = (now: Interaction, before: Interaction | undefined) => void;

const noticeTime = 8_000;

/** What every feature of the agent's widget works with: who is there, which interactions there are, and what the server says of them. */
export class Workspace extends PageState<WorkspaceState> {
  readonly tab = newID();
  readonly client: Client;
  readonly host: Host;
  readonly boot: Boot;
  /** How voice is connected, where that is not a network's. */
  readonly connect: typeof connect | undefined;

  /** What a call needs before it is taken or placed here; rejects with what to do where it is not there. */
  prepare: () => Promise<unknown> = () => Promise.resolve();

  readonly #openLive: (o: LiveOptions) => Pick<Live, "renewed">;
  readonly #entry: Entry;
  readonly #backoff = new Backoff(500, 8_000);
  readonly #holdings: Holding[] = [];
  readonly #listeners: Heard[] = [];
  /** Interactions of which items and timeline are not all here: they are fetched when somebody opens them. */
  readonly #partly = new Set<string>();
  #fetching = false;
  /** How often the server has told what the agent is, without being asked. */
  #told = 0;
  #user: User | undefined;
  #live: Pick<Live, "renewed"> | undefined;
  #notice: ReturnType<typeof setTimeout> | undefined;

  constructor(o: WorkspaceOptions) {
    super({
      phase: "starting",
      problem: "",
      me: undefined,
      record: undefined,
      live: "connecting",
      interactions: new Map(),
      opened: undefined,
      begun: undefined,
      dial: undefined,
      notice: "",
      notices: 0,
    });
    this.client = o.client;
    this.host = o.host;
    this.boot = o.boot;
    this.connect = o.connect;
    this.#entry = new Entry({ client: o.client, renewed: (token) => this.#live?.renewed(token) });
    this.#openLive = o.openLive ?? ((options) => new Live(options));
  }

  /** Calls ring and are held in the full widget; a ticket's sidebar shows what belongs to it. */
  get takesCalls(): boolean {
    return this.boot.location !== "ticket_sidebar";
  }

  /** The agent's id; "" before they are known. */
  get agent(): string {
    return this.state.me?.agent.id ?? "";
  }

  get onACall(): boolean {
    return [...this.state.interactions.values()].some((i) => isOn(i, this.agent));
  }

  /** Tells of every interaction that the server sends from now on, with what was known of it before. */
  hear(listener: Heard): void {
    this.#listeners.push(listener);
  }

  hold(holding: Holding): void {
    this.#holdings.push(holding);
  }

  get unsaved(): boolean {
    return this.#holdings.some((h) => h.unsaved());
  }

  /** Whether leaving the page now would lose what was typed: nothing is lost where the browser keeps it. */
  get atRisk(): boolean {
    return this.#holdings.some((h) => h.unsaved() && !h.kept());
  }

  async start(): Promise<void> {
    const way = this.boot.sign_in;
    if (way === "none" || way === "passphrase") {
      this.set({ phase: "no_sign_in" });
      return;
    }
    const context = await answered(
      () => this.host.context(),
      (why) => {
        this.host.again?.();
        this.set({ problem: sentence(why) });
      },
    );
    this.set({ record: context.record });
    this.host.onContextChange((c) => {
      this.set({ record: c.record });
      if (this.state.phase === "ready") void this.fetchTicket(c.record);
    });
    // In a call its own is looked at, and stays open when it ends: there is a wrap-up to be done.
    this.host.onDial((dial) => this.set({ dial, ...(this.onACall ? {} : { opened: undefined }) }));
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
          await learn(); // words for refusals come when they are needed
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
    const [me, ...lists] = await Promise.all([this.#me(), ...wanted.map((w) => this.#list(w))]);
    const known = lists.flatMap((l) => l.interactions);
    callRecords(me.noun);
    learnDispositions(me.disposition_labels);
    this.set({ phase: "ready", problem: "", me });
    for (const i of known) this.take(i);
    const mine = known.find((i) => isOn(i, me.agent.id) || (i.state === "wrap_up" && i.channel === "voice" && isMine(i, me.agent.id)));
    if (mine !== undefined && this.takesCalls) this.open(mine.id);
    void this.fetchTicket(this.state.record);
    this.#live = this.#openLive({
      after: Math.min(...lists.map((l) => l.seq)), // taken at several moments: the earlier one misses nothing
      // A ticket's sidebar takes no calls: without a tab it does not count as the agent being there.
      ...(this.takesCalls ? { tab: this.tab } : { rests: true }),
      token: () => this.client.token,
      renew: () => this.#entry.stay(),
      message: (m) => this.#hear(m),
      state: (live) => this.set({ live }),
    });
  }

  #me(): Promise<Me> {
    return this.client.json("GET", "/v1/me");
  }

  #list(query: { active?: boolean; ticket?: string; limit?: number }): Promise<InteractionList> {
    return this.client.json("GET", "/v1/interactions" + search(query));
  }

  /** Takes in what the server answers of the agent, unless it has told by itself since it was asked: that is newer, or another word follows. */
  async takeMe(answer: Promise<MeState>): Promise<void> {
    const told = this.#told;
    const now = await answer;
    if (told === this.#told) this.#setMe(now);
  }

  /** Every socket begins with what the agent is, and tells of each change. */
  #setMe(now: MeState): void {
    const { me } = this.state;
    if (me !== undefined) this.set({ me: { ...me, ...now } });
  }

  /** What was before on a ticket; the list is a convenience. */
  async fetchTicket(ticket: string | undefined): Promise<void> {
    if (ticket === undefined) return;
    const found = await this.#list({ ticket, limit: 20 }).catch(() => undefined);
    for (const i of found?.interactions ?? []) this.take(i);
  }

  #hear(m: LiveMessage): void {
    if (m.kind === "interaction" && m.interaction !== undefined) this.take(m.interaction);
    if (m.kind === "me" && m.me !== undefined) {
      this.#told++;
      this.#setMe(m.me);
    }
  }

  /** Takes in an interaction as the server tells it; an older version than the known one changes nothing. */
  take(next: Interaction): void {
    const before = this.state.interactions.get(next.id);
    if (before !== undefined && before.version > next.version) return;
    const merged = merge(before, next);
    this.#partly[merged !== undefined && (next.since === undefined || !this.#partly.has(next.id)) ? "delete" : "add"](next.id);
    next = merged ?? next;
    void learn().then((more) => more && this.set({}));
    const began = isOn(next, this.agent) && !(before && isOn(before, this.agent));
    this.set({ interactions: new Map(this.state.interactions).set(next.id, next), ...(began && this.takesCalls ? { opened: next.id } : {}) });
    for (const tell of this.#listeners) tell(next, before);
    if (this.state.opened === next.id) void this.#complete();
  }

  /** Has something done about an interaction, and takes in what is new of it since. */
  async command(id: string, method: string, deed: string, body?: unknown): Promise<void> {
    const since = this.state.interactions.get(id)?.version;
    this.take(await this.client.json<Interaction>(method, `/v1/interactions/${id}/${deed}${search({ since })}`, body));
  }

  /** Fetches all of the interaction that is open, until it is here. */
  async #complete(): Promise<void> {
    const id = this.state.opened ?? "";
    if (this.#fetching || !this.#partly.has(id)) return;
    this.#fetching = true;
    await this.client.json<Interaction>("GET", `/v1/interactions/${id}`).then(
      (i) => this.take(i),
      () => undefined,
    );
    this.#fetching = false;
    // Another one may have been opened meanwhile.
    setTimeout(() => this.#complete(), this.#partly.has(id) ? this.#backoff.next() : 0);
  }

  /** This page has begun a call: it is open from now on, and its voice is to be connected. */
  begin(started: CallStarted): void {
    this.set({ opened: started.interaction.id, begun: started });
    this.take(started.interaction);
  }

  /** The number that was clicked has been called. */
  dialled(): void {
    this.set({ dial: undefined });
  }

  /** Says what has just happened. */
  say(notice: string): void {
    clearTimeout(this.#notice);
    this.set({ notice, notices: this.state.notices + 1 });
    this.#notice = setTimeout(() => this.set({ notice: "" }), noticeTime);
  }

  open(id: string | undefined): void {
    this.set({ opened: id });
    void this.#complete();
  }

  /** Opens an interaction that may not be among those already known. */
  async openByID(id: string): Promise<void> {
    if (!this.state.interactions.has(id)) {
      try {
        this.take(await this.client.json<Interaction>("GET", `/v1/interactions/${id}`));
      } catch (e) {
        this.say(sentence(e));
        return;
      }
    }
    this.open(id);
  }
}
