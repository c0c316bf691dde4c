import type { AdminClient } from "../api/admin";
import { Entry } from "../api/entry";
import { Failure } from "../api/failure";
import { insist } from "../api/insist";
import type { Session } from "../api/schema";
import type { Boot } from "../boot";
import { Observed } from "../ui/observed";
import { sentence } from "../words/failure";

export interface SignInState {
  /** starting: the sandbox lets everybody in; passphrase: it is asked for; choose: a one-time link lets the admin choose one; inside. */
  phase: "starting" | "passphrase" | "choose" | "inside";
  /** Why the admin is here again, or not inside yet. */
  problem: string;
}

/** What stands in a one-time link behind the #; "" if this is none. */
export function linkIn(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, "")).get("once") ?? "";
}

/** How the admin comes in: with the passphrase, or with a one-time link to choose one. */
export class SignIn extends Observed<SignInState> {
  readonly #client: AdminClient;
  readonly #boot: Pick<Boot, "account">;
  readonly #entry: Entry;
  readonly #link: string;

  constructor(client: AdminClient, boot: Pick<Boot, "sign_in" | "account">, link: string) {
    super({ phase: boot.sign_in === "sandbox" ? "starting" : link === "" ? "passphrase" : "choose", problem: "" });
    this.#client = client;
    this.#boot = boot;
    this.#entry = new Entry({ client });
    this.#link = link;
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

  /** In the sandbox nobody is asked. */
  async sandbox(): Promise<void> {
    const open = () => this.#client.signInSandbox({ account: this.#boot.account, user: "admin", name: "Admin", role: "admin" });
    await insist({
      work: () => this.#entry.enter({ open, always: true }),
      failed: (e) => this.set({ problem: sentence(e) }),
      wanted: () => this.state.phase === "starting",
    });
    if (this.#client.token !== "") this.set({ phase: "inside", problem: "" });
  }

  /** Signs out, of this page or of every page of the admin's. */
  async leave(everywhere: boolean): Promise<void> {
    await this.#entry.leave(() => (everywhere ? this.#client.endSessions() : this.#client.endSession()));
    this.set({ phase: "passphrase", problem: "" });
  }

  /** The server lets the admin stay no longer. */
  ended(why: unknown): void {
    if (this.state.phase === "passphrase") return; // they have left by themselves
    this.set({ phase: "passphrase", problem: sentence(why) });
  }

  async #come(open: () => Promise<Session>): Promise<void> {
    await this.#entry.enter({ open, always: false });
    this.set({ phase: "inside", problem: "" });
  }
}
