import type { AdminClient } from "../api/admin";
import { Entry } from "../api/entry";
import { Failure } from "../api/failure";
import { insist } from "../api/insist";
import type { AdminRole, Agent, Session } from "../api/schema";
import type { Boot } from "../boot";
import { Observed } from "../ui/observed";
import { sentence } from "../words/failure";

export interface SignInState {
  /** starting: the sandbox lets everybody in, or the browser is back from the identity provider; passphrase: it is asked for; choose: a one-time link lets the admin choose one; inside. */
  phase: "starting" | "passphrase" | "choose" | "inside";
  /** Why the admin is here again, or not inside yet. */
  problem: string;
  /** Who is inside. */
  who: (Agent & { role: AdminRole }) | undefined;
}

/** What stands in a one-time link behind the #; "" if this is none. */
export function linkIn(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, "")).get("once") ?? "";
}

/** What the identity provider sent the browser back with; undefined: it did not come from there. */
export function backIn(search: string): Record<string, string> | undefined {
  const given = new URLSearchParams(search);
  if (!given.has("state") || (!given.has("code") && !given.has("error"))) return undefined;
  return Object.fromEntries(["state", "code", "iss", "error"].flatMap((name) => (given.has(name) ? [[name, given.get(name) ?? ""]] : [])));
}

/** What the identity provider is called, by what the server tells this page alone; "": there is none. */
export function providerIn(doc: Document = document): string {
  const given = JSON.parse(doc.getElementById("deskside-boot")?.textContent ?? "{}") as { provider?: string };
  return given.provider ?? "";
}

/** The browser's own half of a sign-in, for as long as its tab is at the provider. */
export interface Pocket {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const flowKey = "deskside.flow";

/** What says that a session is over. */
const over = new Set(["sign_in_again", "session_expired"]);

/** How the admin comes in: by the identity provider, with the passphrase, or with a one-time link to choose one. */
export class SignIn extends Observed<SignInState> {
  /** What the identity provider is called; "": there is none. */
  readonly provider: string;
  readonly #client: AdminClient;
  readonly #boot: Pick<Boot, "account">;
  readonly #entry: Entry;
  readonly #link: string;

  constructor(client: AdminClient, boot: Pick<Boot, "sign_in" | "account"> & { provider?: string }, link: string, back = false) {
    super({ phase: back || boot.sign_in === "sandbox" ? "starting" : link === "" ? "passphrase" : "choose", problem: "", who: undefined });
    this.#client = client;
    this.#boot = boot;
    this.#entry = new Entry({ client });
    this.#link = link;
    this.provider = boot.provider ?? "";
  }

  enter(passphrase: string): Promise<void> {
    return this.#come(() => this.#client.signInAdmin(passphrase));
  }

  async choose(passphrase: string): Promise<void> {
    try {
      await this.#come(() => this.#client.setPassphrase(this.#link, passphrase));
    } catch (e) {
      if (!(e instanceof Failure) || e.code !== "link_refused") throw e;
      this.ended(e); // no other passphrase will do
    }
  }

  /** Sends the browser to the identity provider. */
  async leaveForProvider(pocket: Pocket = sessionStorage, go: (address: string) => void = (address) => location.assign(address)): Promise<void> {
    const { url, flow } = await this.#client.beginProvider();
    pocket.setItem(flowKey, flow);
    go(url);
  }

  /** The browser is back from the identity provider. */
  async backFromProvider(back: Record<string, string>, pocket: Pocket = sessionStorage): Promise<void> {
    const flow = pocket.getItem(flowKey);
    pocket.removeItem(flowKey);
    try {
      if (flow === null) throw new Error("This sign-in was begun in another tab. Begin again here.");
      await this.#come(() => this.#client.finishProvider(flow, back));
    } catch (e) {
      this.ended(e);
    }
  }

  /** In the sandbox nobody is asked. */
  async sandbox(): Promise<void> {
    const open = () => this.#seen(this.#client.signInSandbox({ account: this.#boot.account, user: "admin", name: "Admin", role: "admin" }));
    await insist({
      work: () => this.#entry.enter({ open, always: true }),
      failed: (e) => this.set({ problem: sentence(e) }),
      wanted: () => this.state.phase === "starting",
    });
    if (this.#client.token !== "") this.set({ phase: "inside", problem: "" });
  }

  /** Signs out, of this page or of every page of the admin's. */
  async leave(everywhere: boolean): Promise<void> {
    await this.#entry.leave(() => this.#client.endSession(everywhere));
    this.set({ phase: "passphrase", problem: "", who: undefined });
  }

  /** The server lets the admin stay no longer. */
  ended(why: unknown): void {
    if (this.state.phase === "passphrase") return; // they have left by themselves
    this.set({ phase: "passphrase", problem: why instanceof Failure && over.has(why.code) ? "Your session has ended. Sign in again here." : sentence(why), who: undefined });
  }

  async #come(open: () => Promise<Session>): Promise<void> {
    await this.#entry.enter({ open: () => this.#seen(open()), always: false });
    this.set({ phase: "inside", problem: "" });
  }

  async #seen(asked: Promise<Session>): Promise<Session> {
    const session = await asked;
    this.set({ who: { ...session.agent, role: session.admin_role ?? "owner" } });
    return session;
  }
}
