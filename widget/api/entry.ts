import type { Boot } from "../boot";
import type { Host } from "../hosts/host";
import type { Client } from "./client";
import { Failure } from "./failure";
import { insist } from "./insist";
import type { Session } from "./schema";

/** Who says they are there, in the sandbox. */
export interface User {
  id: string;
  name: string;
}

export interface EntryOptions {
  client: Client;
  /** Hears of every new token: sockets go on by it. */
  renewed?: (token: string) => void;
}

/** Gets the first session. Where it can be got anew at any time, as in the sandbox, whoever is let go comes in again. */
export interface Door {
  open: () => Promise<Session>;
  always: boolean;
}

/** When a session is renewed, as a part of its life: what is left is for a server that is away. */
const renewAt = 2 / 3;

/**
 * How a page comes in and stays in: once in, the session is renewed before it ends.
 * Everything is kept in this object alone, for frames get no cookies and no storage.
 */
export class Entry {
  readonly #o: EntryOptions;
  #door: Door | undefined;
  #renewal = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renewing: Promise<string> | undefined;

  constructor(o: EntryOptions) {
    this.#o = o;
    o.client.renew = () => this.renew();
  }

  /** Comes in, once. */
  async enter(door: Door): Promise<void> {
    this.#door = door;
    this.#take(await door.open());
  }

  /** A new token; whoever asks while one is on its way gets the same. Rejects with the reason when there is none. */
  renew(): Promise<string> {
    this.#renewing ??= this.#again().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** Renews as often as it takes; resolves to whether the server lets the page stay. */
  stay(): Promise<boolean> {
    return insist({ work: () => this.renew(), failed: () => undefined, wanted: () => true });
  }

  /** Goes out for good: what is kept of the session is of no use to anybody. */
  async leave(end: () => Promise<void>): Promise<void> {
    await end();
    clearTimeout(this.#timer);
    this.#door = undefined;
    this.#renewal = this.#o.client.token = "";
  }

  async #again(): Promise<string> {
    let session: Session;
    try {
      session = await this.#o.client.renewSession(this.#renewal);
    } catch (e) {
      if (this.#door?.always !== true || !(e instanceof Failure) || e.passing) throw e;
      session = await this.#door.open();
    }
    this.#take(session);
    this.#o.renewed?.(session.token);
    return session.token;
  }

  #take(s: Session): void {
    this.#o.client.token = s.token;
    this.#renewal = s.renewal;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.stay(), s.expires_in * 1000 * renewAt);
  }
}

/** The door for an agent: their CRM vouches for them, once per page. The user is for the sandbox, where nobody vouches. */
export function agentsDoor(client: Client, boot: Boot, host: Pick<Host, "proof">, user?: User): Door {
  return { open: () => vouched(client, boot, host, user), always: boot.sign_in === "sandbox" };
}

async function vouched(client: Client, boot: Boot, host: Pick<Host, "proof">, user: User | undefined): Promise<Session> {
  const account = boot.account;
  switch (boot.sign_in) {
    case "zendesk":
      if (boot.token === "") throw new Failure(401, "not_signed", "Zendesk did not say who you are. An admin must install the Deskside app again, with signed addresses.");
      return client.signIn({ account, proof: boot.token }).catch((e: unknown) => {
        // A frame that is loaded again by itself shows the token it was first loaded with.
        if (e instanceof Failure && e.code === "sign_in_refused") throw new Failure(401, "reload_zendesk", "You could not be signed in. Reload the whole Zendesk tab: it says anew who you are each time it loads.");
        throw e;
      });
    case "salesforce":
      if (host.proof === undefined) throw new Failure(401, "no_host", "Salesforce did not say which page this is on. Open Deskside from inside Salesforce.");
      return client.signIn({ account, proof: await host.proof(boot.nonce), frame: boot.frame });
    case "sandbox":
      return client.signInSandbox({ account, user: user?.id ?? "", name: user?.name ?? "", role: "agent" });
    case "passphrase":
    case "none":
      throw new Failure(401, "unauthorized", "Sign in first.");
  }
}
