import { patience, silent } from "./silence";
import type { OwnEvent, ZendeskEvent } from "./zendesk-events";

/** What Zendesk's own SDK says that it is; the framework answers each version alike. */
const version = "2.0.9";

export interface AppContext {
  location: string;
  ticketId?: number | string;
}

interface Message {
  /** Of an answer: the number of the request. */
  id?: unknown;
  result?: Record<string, unknown> & { errors?: Record<string, Trouble> };
  error?: Trouble;
  /** Of an event: its name, behind "zaf.". */
  key?: unknown;
  message?: unknown;
  needsReply?: unknown;
}

interface Instances {
  instances?: Record<string, { location?: string } | null>;
}

type Trouble = { name?: string; message?: string } | string;

interface Asked {
  resolve: (result: Record<string, unknown>) => void;
  reject: (e: Error) => void;
}

/** One instance of our app on a Zendesk page, as far as this page can reach it. */
export interface ZendeskInstance {
  invoke(name: string, ...args: unknown[]): Promise<unknown>;
  trigger(event: OwnEvent, data?: unknown): void;
}

/**
 * The messages between a frame of an app and the Zendesk page around it: JSON, spoken with
 * one window at one origin. Nothing is sent before the framework has answered the handshake.
 * It has no set and no request: pages of ours write nothing into Zendesk.
 */
export class ZendeskWire implements ZendeskInstance {
  readonly #around: Window;
  readonly #origin: string;
  readonly #app: string;
  readonly #handlers = new Map<string, ((data: unknown) => void)[]>();
  readonly #waiting = new Map<number, Asked>();
  readonly #registered: Promise<AppContext>;
  /** What waits for the handshake's answer. */
  #unsent: object[] | undefined = [];
  #requests = 0;

  constructor(page: Window, origin: string, app: string) {
    this.#around = page.parent;
    this.#origin = origin;
    this.#app = app;
    this.#registered = new Promise((resolve) => {
      this.#hearOf("app.registered", (data) => {
        const context = (data as { context?: AppContext } | undefined)?.context;
        if (!context) return; // no answer to what was asked
        resolve(context);
        const unsent = this.#unsent ?? [];
        this.#unsent = undefined;
        for (const message of unsent) this.#post(message);
      });
    });
    page.addEventListener("message", (e: MessageEvent<unknown>) => {
      if (e.source === this.#around && e.origin === origin) this.#hear(parse(e.data));
    });
    this.greet();
  }

  /** Once more, where the framework has not answered. */
  greet(): void {
    this.#post({ key: "iframe.handshake", message: { version }, instanceGuid: this.#app });
  }

  /** What the framework said of this instance when it took it in. */
  context(): Promise<AppContext> {
    return this.#registered;
  }

  on(event: ZendeskEvent | OwnEvent, handler: (data: unknown) => void): void {
    // The framework binds an event when it hears of the first who listens.
    this.#tell("iframe.on:" + event, { subscriberCount: this.#hearOf(event, handler) }, this.#app);
  }

  /** Rejects with the framework's own words where it refuses, and where the answer is not of what was asked. */
  async get(path: string): Promise<Record<string, unknown>> {
    const answer = await this.#ask("get", [path], path, this.#app);
    if (!answer[path]) throw silent(); // what is asked for here is never false, nor 0
    return answer;
  }

  invoke(name: string, ...args: unknown[]): Promise<unknown> {
    return this.#ask("invoke", { [name]: args }, name, this.#app);
  }

  trigger(event: OwnEvent, data?: unknown): void {
    this.#tell("iframe.trigger:" + event, data, this.#app);
  }

  postMessage(key: string): void {
    this.#tell(key, undefined, this.#app);
  }

  /** Does something with each of our instances in one kind of place; where the framework refuses, with none. */
  async each(location: string, work: (instance: ZendeskInstance) => unknown): Promise<void> {
    const found = await this.get("instances").catch(() => ({}));
    for (const [guid, instance] of Object.entries((found as Instances).instances ?? {})) {
      if (instance?.location === location) await work(this.instance(guid));
    }
  }

  /** Another instance of the app on the same page. */
  instance(guid: string): ZendeskInstance {
    return {
      invoke: (name, ...args) => this.#ask("invoke", { [name]: args }, name, guid),
      trigger: (event, data) => this.#tell("iframe.trigger:" + event, data, guid),
    };
  }

  #post(message: object): void {
    this.#around.postMessage(JSON.stringify({ ...message, appGuid: this.#app }), this.#origin);
  }

  /** At once where that is possible: a page that is being closed has no later. */
  #send(message: object): void {
    if (this.#unsent === undefined) this.#post(message);
    else this.#unsent.push(message);
  }

  #tell(key: string, message: unknown, instanceGuid: string): void {
    this.#send({ key, message, instanceGuid });
  }

  #ask(request: "get" | "invoke", params: object, name: string, instanceGuid: string): Promise<Record<string, unknown>> {
    const id = ++this.#requests;
    const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      setTimeout(() => this.#settle(id)?.reject(silent()), patience);
    });
    this.#send({ id, request, params, instanceGuid });
    return answer.then((result) => {
      const refused = (result as Message["result"])?.errors?.[name];
      if (refused !== undefined) throw complaint(refused);
      return result;
    });
  }

  #settle(id: number): Asked | undefined {
    const asked = this.#waiting.get(id);
    this.#waiting.delete(id);
    return asked;
  }

  #hearOf(event: string, handler: (data: unknown) => void): number {
    const all = [...(this.#handlers.get(event) ?? []), handler];
    this.#handlers.set(event, all);
    return all.length;
  }

  #hear(m: Message): void {
    const asked = typeof m.id === "number" ? this.#settle(m.id) : undefined;
    if (asked !== undefined) {
      if (m.error !== undefined) asked.reject(complaint(m.error));
      else asked.resolve(m.result ?? {});
    } else if (typeof m.key === "string" && m.key.startsWith("zaf.")) {
      const event = m.key.slice("zaf.".length);
      for (const tell of this.#handlers.get(event) ?? []) tell(m.message);
      if (m.needsReply === true) this.#around.postMessage({ appGuid: this.#app, key: "iframe.reply:" + event }, this.#origin); // the one message that is no JSON
    }
  }
}

function parse(data: unknown): Message {
  try {
    return (typeof data === "string" ? (JSON.parse(data) as Message | null) : (data as Message | null)) ?? {};
  } catch {
    return {};
  }
}

/** A refusal in the framework's words; one without any is no answer. */
function complaint(t: Trouble | null): Error {
  const words = typeof t === "string" ? t : t?.message;
  return typeof words === "string" && words !== "" ? new Error(words) : silent();
}
