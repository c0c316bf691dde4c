import { Backoff } from "../../api/backoff";
import type { Client } from "../../api/client";
import { Failure } from "../../api/failure";
import { newID } from "../../api/ids";
import { Live, type LiveOptions, type LiveState } from "../../api/live";
import type { Contact, ContactStarted, NewContact, UnsignedField } from "../../api/schema";
import { PageState } from "../../ui/page";
import type { connect } from "../../voice";
import { sentence } from "../../words/failure";
import { deviceFields } from "./device";
import type { Embedding, Occasion } from "./embedding";

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
}

/** What the customer has typed and chosen before they start. */
export interface Wish {
  path: string[];
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
  openLive?: (o: LiveOptions) => unknown;
  connect?: typeof connect;
}

/** How old the place in line may be, in milliseconds. */
const lookEvery = 5_000;

/** One customer's request, from the first choice to the goodbye. */
export class Visit extends PageState<VisitState> {
  readonly client: Client;
  /** How voice is connected, where that is not a network's. */
  readonly connect: typeof connect | undefined;
  readonly #app: string;
  readonly #embedding: Embedding;
  readonly #openLive: (o: LiveOptions) => unknown;
  /** One id per channel, so that pressing again is the same request. */
  readonly #ids = { voice: newID(), message: newID() };
  #following = "";
  #look: ReturnType<typeof setTimeout> | undefined;

  constructor(o: VisitOptions) {
    super({ phase: "choosing", channel: "voice", contact: undefined, live: "connecting", problem: "", reachable: false, begun: undefined });
    this.client = o.client;
    this.#app = o.app;
    this.#embedding = o.embedding;
    this.#openLive = o.openLive ?? ((options) => new Live(options));
    this.connect = o.connect;
  }

  get over(): boolean {
    return this.state.contact?.state === "ended";
  }

  /** Whether anybody could get back to the customer. */
  get answerable(): boolean {
    return this.state.reachable || this.state.contact?.answerable !== false;
  }

  /** Whether leaving now would end a call. */
  get calling(): boolean {
    return this.state.phase !== "choosing" && this.state.channel === "voice" && !this.over;
  }

  async start(channel: "voice" | "message", wish: Wish, occasion: Occasion): Promise<void> {
    this.set({ phase: "starting", channel, problem: "" });
    const backoff = new Backoff(500, 8_000);
    for (;;) {
      try {
        await this.#begin(await this.#newContact(channel, wish, occasion));
        return;
      } catch (e) {
        if (!(e instanceof Failure) || !e.passing) {
          this.set({ phase: "choosing", problem: sentence(e) });
          return;
        }
        this.set({ problem: sentence(e) });
      }
      await new Promise((resolve) => setTimeout(resolve, backoff.next()));
    }
  }

  async #newContact(channel: "voice" | "message", wish: Wish, occasion: Occasion): Promise<NewContact> {
    const packet = occasion.packet ? await this.#embedding.packet() : undefined;
    const fields = [...occasion.fields, ...deviceFields(), ...(wish.location === undefined ? [] : [wish.location])];
    const contact: NewContact = { app: this.#app, contact_id: this.#ids[channel], channel, issue_path: wish.path, fields };
    if (packet !== undefined) contact.packet = packet;
    if (wish.name.trim() !== "") contact.name = wish.name.trim();
    if (wish.phone.trim() !== "") contact.phone = wish.phone.trim();
    if (wish.email.trim() !== "") contact.email = wish.email.trim();
    if (channel === "message") contact.message = wish.message;
    return contact;
  }

  async #begin(contact: NewContact): Promise<void> {
    const started = await this.client.json<ContactStarted>("POST", "/v1/contacts", contact);
    this.client.token = started.token;
    if (this.#following !== started.interaction) this.#follow(started.interaction);
    this.set({ phase: "started", problem: "", begun: started });
  }

  #follow(interaction: string): void {
    this.#following = interaction;
    this.#openLive({
      after: 0,
      token: () => this.client.token,
      renew: () => Promise.resolve(false), // the capability was for this interaction alone
      message: (m) => {
        if (m.kind === "contact" && m.contact !== undefined) this.take(m.contact);
      },
      state: (live) => {
        this.set({ live });
        if (live === "live") void this.#refresh();
      },
    });
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    const contact = await this.client.json<Contact>("GET", "/v1/contact").catch(() => undefined); // the socket tells it too
    if (contact !== undefined) this.take(contact);
  }

  /** What the server says of the contact, by whichever way it came. */
  take(contact: Contact): void {
    if (contact.interaction !== this.#following || (this.over && contact.state !== "ended")) return; // what has ended stays ended
    // A push does not know of others who wait: what was last said of them holds.
    const waiting = contact.waiting && { ...this.state.contact?.waiting, ...contact.waiting };
    this.set({ contact: waiting === undefined ? contact : { ...contact, waiting } });
    if (waiting !== undefined) this.#look ??= setTimeout(() => this.#lookAgain(), lookEvery);
  }

  /** The place in line changes without a word to those behind. */
  #lookAgain(): void {
    this.#look = undefined;
    if (this.state.contact?.waiting === undefined) return;
    void this.#refresh().then(() => this.state.contact && this.take(this.state.contact));
  }

  /** Writes instead of waiting on, or after nobody has come. */
  async leaveMessage(text: string, reach = ""): Promise<void> {
    this.take(await this.client.json<Contact>("POST", "/v1/contact/message", { text: text + reach }));
    this.set({ reachable: reach !== "" });
  }

  /** The customer hangs up, or leaves the line. */
  async end(): Promise<void> {
    const unheard: Contact = { interaction: this.#following, state: "starting", files: [], limits: { max_bytes: 0, types: [] } };
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
