import { Backoff } from "../../api/backoff";
import type { Client } from "../../api/client";
import { Failure } from "../../api/failure";
import { newID } from "../../api/ids";
import { Live, type LiveOptions, type LiveState } from "../../api/live";
import type { Contact, ContactStarted, NewContact, UnsignedField } from "../../api/schema";
import { PageState } from "../../ui/page";
import type { connect } from "../../voice";
import type { Issue } from "./issues";
import { sentence } from "../../words/failure";
import { deviceFields } from "./device";
import type { Embedding, Occasion } from "./embedding";
import { Memory } from "./memory";

export interface VisitState {
  phase: "choosing" | "starting" | "started";
  channel: "voice" | "message";
  contact: Contact | undefined;
  live: LiveState;
  /** What stands in the way just now, in words for the customer. */
  problem: string;
  /** They have said in their message where an answer goes. */
  reachable: boolean;
  /** What has been begun last, with what connects its voice. */
  begun: ContactStarted | undefined;
  /** It was begun by a page before this one, which has taken the sound with it. */
  resumed: boolean;
  /** The page is out of the way while they talk. */
  small: boolean;
}

/** What brings a begun contact back. */
interface Kept {
  interaction: string;
  token: string;
  channel: "voice" | "message";
}

/** What the customer has typed and chosen before they start. */
export interface Wish {
  path: Issue[];
  name: string;
  phone: string;
  email: string;
  message: string;
  location: UnsignedField | undefined;
}

export interface VisitOptions {
  client: Client;
  app: string;
  embedding: Embedding;
  openLive?: (o: LiveOptions) => { close?: () => void };
  connect?: typeof connect;
  memory?: Memory;
}

/** One customer's request, from the first choice to the goodbye. */
export class Visit extends PageState<VisitState> {
  readonly client: Client;
  /** How voice is connected, where that is not a network's. */
  readonly connect: typeof connect | undefined;
  readonly #app: string;
  readonly embedding: Embedding;
  readonly memory: Memory;
  /** What a call needs before anybody is called; rejects with what to do where it is not there. */
  prepare: () => Promise<unknown> = () => Promise.resolve();
  readonly #openLive: (o: LiveOptions) => { close?: () => void };
  /**
   * One id per channel, so that pressing again is the same request, and what proves that a request which is sent again is ours,
   * also when its answer was lost. A message's are kept while it is sent: the page that comes after a reload sends it on as the same one.
   */
  #ids: { voice?: string; message?: string; secret: string };
  #following = "";
  #live: { close?: () => void } | undefined;

  constructor(o: VisitOptions) {
    super({ phase: "choosing", channel: "voice", contact: undefined, live: "connecting", problem: "", reachable: false, begun: undefined, resumed: false, small: false });
    this.client = o.client;
    this.#app = o.app;
    this.embedding = o.embedding;
    this.memory = o.memory ?? new Memory(o.app);
    this.#openLive = o.openLive ?? ((options) => new Live(options));
    this.connect = o.connect;
    this.#ids = this.memory.get("sending") ?? { secret: newID() };
    this.#resume();
  }

  /** Goes on with what a page before this one began, if it is not over. */
  #resume(): void {
    const kept = this.memory.get<Kept>("begun");
    if (kept === undefined) return;
    this.client.token = kept.token;
    this.set({ phase: "started", channel: kept.channel, resumed: true });
    this.#follow(kept.interaction);
  }

  /** Makes room for another contact. */
  #forget(): void {
    this.memory.keep("begun", undefined);
    this.#ids = { secret: this.#ids.secret };
  }

  /** Whether the page is to be out of the way, with the call going on. */
  shrink(small: boolean): void {
    if (small === this.state.small) return;
    this.embedding.shrink(small);
    this.set({ small });
  }

  /** The customer wants to go: asks first where that would end a call. */
  leave = (): void => {
    void this.end();
    this.embedding.close();
  };
  /** Calls once more, with what they have said already. */
  again: () => void = () => undefined;

  get over(): boolean {
    return this.state.contact?.state === "ended";
  }

  /** Whether anybody could get back to the customer. */
  get answerable(): boolean {
    return this.state.reachable || this.state.contact?.answerable !== false;
  }

  /** Whether leaving now would end a call. */
  get calling(): boolean {
    return this.#app !== "" && this.state.phase !== "choosing" && this.state.channel === "voice" && !this.over; // without an app the call is on a phone
  }

  async start(channel: "voice" | "message", wish: Wish, occasion: Occasion): Promise<void> {
    if (this.over || this.state.resumed) this.#forget(); // a new one, not the old one's answer once more
    this.set({ phase: "starting", channel, problem: "", resumed: false });
    this.#ids[channel] ??= newID();
    if (channel === "message") this.memory.keep("sending", this.#ids);
    const backoff = new Backoff(500, 8_000);
    for (;;) {
      try {
        if (channel === "voice") await this.prepare();
        await this.#begin(await this.#newContact(channel, wish, occasion));
        return;
      } catch (e) {
        if (!(e instanceof Failure) || !e.passing) {
          this.memory.keep("sending", undefined);
          this.set({ phase: "choosing", problem: sentence(e) });
          return;
        }
        this.set({ problem: sentence(e) });
      }
      await new Promise((resolve) => setTimeout(resolve, backoff.next()));
    }
  }

  async #newContact(channel: "voice" | "message", wish: Wish, occasion: Occasion): Promise<NewContact> {
    const word = await this.embedding.vouch(occasion);
    const fields = [...occasion.fields, ...deviceFields(), ...(wish.location === undefined ? [] : [wish.location])];
    const contact: NewContact = { app: this.#app, contact_id: this.#ids[channel]!, secret: this.#ids.secret, channel, issue_path: wish.path.map((i) => i.code), fields, ...word };
    if (wish.path.some((i) => i.labels)) contact.issue_labels = wish.path.map((i) => i.labels ?? {});
    if (wish.name.trim() !== "") contact.name = wish.name.trim();
    if (wish.phone.trim() !== "") contact.phone = wish.phone.trim();
    if (wish.email.trim() !== "") contact.email = wish.email.trim();
    if (channel === "message") contact.message = wish.message;
    return contact;
  }

  async #begin(contact: NewContact): Promise<void> {
    const started = await this.client.json<ContactStarted>("POST", "/v1/contacts", contact);
    this.enter(started);
    this.memory.keep("sending", undefined);
    this.set({ begun: started });
  }

  /** What has been begun, here or on the phone: from now on the page follows it. */
  enter(started: { interaction: string; token: string }): void {
    this.client.token = started.token;
    if (this.#following !== started.interaction) this.#follow(started.interaction);
    const kept: Kept = { interaction: started.interaction, token: started.token, channel: this.state.channel };
    this.memory.keep("begun", kept);
    this.set({ phase: "started", problem: "" });
  }

  #follow(interaction: string): void {
    if (this.#following !== "") this.set({ contact: undefined });
    this.#following = interaction;
    this.#live?.close?.();
    this.#live = this.#openLive({
      after: 0,
      token: () => this.client.token,
      // The capability was for this interaction alone, and is not renewed: either the server knows it, or it is begun anew.
      renew: () => this.client.json("GET", "/v1/contact").then(() => true, (e: unknown) => e instanceof Failure && e.passing),
      message: (m) => {
        if (m.kind === "contact" && m.contact !== undefined) this.take(m.contact);
      },
      state: (live) => {
        this.set({ live });
        if (live === "signed_out" && !this.over) this.#drop(sentence(new Failure(401, "session_expired", "This request is not known any more. Please start again.")));
        if (live === "live") void this.refresh();
      },
    });
    void this.refresh();
  }

  /** Asks the server how the contact stands. */
  async refresh(): Promise<void> {
    const asked = this.#following;
    const contact = await this.client.json<Contact>("GET", "/v1/contact").catch((e: unknown) => {
      // What was kept is of no use any more; anything else the socket tells, too.
      if (this.state.resumed && e instanceof Failure && !e.passing && asked === this.#following) this.#drop();
      return undefined;
    });
    if (contact !== undefined) this.take(contact);
  }

  /** Back to the beginning: the server does not know what was begun. */
  #drop(problem = ""): void {
    this.#live?.close?.();
    this.#forget();
    this.#following = "";
    this.shrink(false); // or why would be said by a bar in the corner, to nobody
    this.set({ phase: "choosing", contact: undefined, resumed: false, problem });
  }

  /** What the server says of the contact, by whichever way it came. */
  take(contact: Contact): void {
    if (contact.interaction !== this.#following || (this.over && contact.state !== "ended")) return; // what has ended stays ended
    if (contact.version < (this.state.contact?.version ?? 0)) return; // an answer that was overtaken by a push
    // A push does not know of others who wait: what was last said of them holds.
    const waiting = contact.waiting && { ...this.state.contact?.waiting, ...contact.waiting };
    this.set({ contact: waiting === undefined ? contact : { ...contact, waiting } });
    if (contact.state === "ended") this.memory.keep("begun", undefined);
  }

  /** They have said where an answer goes. */
  answerTo(reachable: boolean): void {
    this.set({ reachable });
  }

  /** The customer hangs up, or leaves the line. */
  async end(): Promise<void> {
    const unheard: Contact = { interaction: this.#following, version: 0, state: "starting", files: [], limits: { max_bytes: 0, types: [] } };
    const { waiting: _, ...known } = this.state.contact ?? unheard;
    this.take({ ...known, state: "ended" });
    const backoff = new Backoff(500, 4_000);
    for (let tries = 0; tries < 8; tries++) {
      try {
        await this.client.send("POST", "/v1/contact/end");
        return;
      } catch (e) {
        if (!(e instanceof Failure) || !e.passing) return; // it has ended already
      }
      await new Promise((resolve) => setTimeout(resolve, backoff.next()));
    }
  }
}
