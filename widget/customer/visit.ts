import { Backoff } from "../api/backoff";
import type { Client } from "../api/client";
import { Failure } from "../api/failure";
import { newID } from "../api/ids";
import { Live, type LiveOptions, type LiveState } from "../api/live";
import type { Contact, NewContact, UnsignedField } from "../api/schema";
import { Observed } from "../ui/observed";
import { connect as connectVoice, type VoiceCall } from "../voice";
import { deviceFields } from "./device";
import type { Embedding, Occasion } from "./embedding";
import { Uploads } from "./uploads";
import { sentence } from "../words/failure";
import { t } from "./words";

export interface VisitState {
  phase: "choosing" | "starting" | "started";
  channel: "voice" | "message";
  contact: Contact | undefined;
  live: LiveState;
  /** What stands in the way just now, in words for the customer. */
  problem: string;
  /** The voice could not be connected, or was lost. */
  voiceProblem: string;
}

/** What the customer has typed and chosen before they start. */
export interface Wish {
  path: string[];
  name: string;
  phone: string;
  message: string;
  location: UnsignedField | undefined;
}

export interface VisitOptions {
  client: Client;
  app: string;
  shell: Embedding;
  openLive?: (o: LiveOptions) => unknown;
  connect?: typeof connectVoice;
}

/** One customer's request, from the first choice to the goodbye. */
export class Visit extends Observed<VisitState> {
  readonly uploads: Uploads;
  readonly #client: Client;
  readonly #app: string;
  readonly #shell: Embedding;
  readonly #openLive: (o: LiveOptions) => unknown;
  readonly #connect: typeof connectVoice;
  /** One id per channel, so that pressing again is the same request. */
  readonly #ids = { voice: newID(), message: newID() };
  #call: VoiceCall | undefined;
  #following = "";

  constructor(o: VisitOptions) {
    super({ phase: "choosing", channel: "voice", contact: undefined, live: "connecting", problem: "", voiceProblem: "" });
    this.#client = o.client;
    this.#app = o.app;
    this.#shell = o.shell;
    this.#openLive = o.openLive ?? ((options) => new Live(options));
    this.#connect = o.connect ?? connectVoice;
    this.uploads = new Uploads({ token: () => this.#client.token });
  }

  get over(): boolean {
    return this.state.contact?.state === "ended";
  }

  /** Whether leaving now would end a call. */
  get calling(): boolean {
    return this.state.phase !== "choosing" && this.state.channel === "voice" && !this.over;
  }

  async start(channel: "voice" | "message", wish: Wish, occasion: Occasion): Promise<void> {
    this.set({ phase: "starting", channel, problem: "", voiceProblem: "" });
    const backoff = new Backoff(500, 8_000);
    for (;;) {
      try {
        await this.#begin(channel, await this.#newContact(channel, wish, occasion));
        return;
      } catch (e) {
        if (!(e instanceof Failure) || !e.passing) {
          this.set({ phase: "choosing", problem: sentence(e) });
          return;
        }
        this.set({ problem: t("talk.trying", { problem: sentence(e) }) });
      }
      await new Promise((resolve) => setTimeout(resolve, backoff.next()));
    }
  }

  async #newContact(channel: "voice" | "message", wish: Wish, occasion: Occasion): Promise<NewContact> {
    const packet = occasion.packet ? await this.#shell.packet() : undefined;
    const fields = [...occasion.fields, ...deviceFields(), ...(wish.location === undefined ? [] : [wish.location])];
    const contact: NewContact = { app: this.#app, contact_id: this.#ids[channel], channel, issue_path: wish.path, fields };
    if (packet !== undefined) contact.packet = packet;
    if (wish.name.trim() !== "") contact.name = wish.name.trim();
    if (wish.phone.trim() !== "") contact.phone = wish.phone.trim();
    if (channel === "message") contact.message = wish.message;
    return contact;
  }

  async #begin(channel: "voice" | "message", contact: NewContact): Promise<void> {
    const started = await this.#client.createContact(contact);
    this.#client.token = started.token;
    this.set({ phase: "started", problem: "" });
    if (this.#following !== started.interaction) this.#follow(started.interaction);
    if (channel !== "voice" || started.voice === undefined) return;
    try {
      this.#call = await this.#connect(started.voice, (status) => {
        if (status === "closed" && !this.over) this.set({ voiceProblem: t("talk.no_sound") });
      });
      if (this.over) void this.#call.hangUp();
    } catch (e) {
      this.set({ voiceProblem: sentence(e) });
    }
  }

  #follow(interaction: string): void {
    this.#following = interaction;
    this.#openLive({
      after: 0,
      token: () => this.#client.token,
      renew: () => Promise.resolve(false), // the capability was for this interaction alone
      message: (m) => {
        if (m.kind === "contact" && m.contact !== undefined) this.#take(m.contact);
      },
      state: (live) => {
        this.set({ live });
        if (live === "live") void this.#refresh();
      },
    });
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    const contact = await this.#client.contact().catch(() => undefined); // the socket tells it too
    if (contact !== undefined) this.#take(contact);
  }

  #take(contact: Contact): void {
    if (this.over || contact.interaction !== this.#following) return; // what has ended stays ended
    this.uploads.limits = contact.limits;
    this.set({ contact });
    if (contact.state === "ended") {
      void this.#call?.hangUp();
      this.set({ voiceProblem: "" });
    }
  }

  /** The customer hangs up, or leaves the line. */
  async end(): Promise<void> {
    void this.#call?.hangUp();
    const unheard: Contact = { interaction: this.#following, state: "starting", files: [], limits: { max_bytes: 0, types: [] } };
    this.#take({ ...(this.state.contact ?? unheard), state: "ended" });
    const backoff = new Backoff(500, 4_000);
    for (let tries = 0; tries < 8; tries++) {
      try {
        await this.#client.endContact();
        return;
      } catch (e) {
        if (!(e instanceof Failure) || !e.passing) return; // it has ended already
      }
      await new Promise((resolve) => setTimeout(resolve, backoff.next()));
    }
  }
}
