import type { Client } from "../api/client";
import { Failure, sentence } from "../api/failure";
import type { Overview, WriteFilter, WriteRow } from "../api/schema";
import { Observed } from "../ui/observed";

export interface BoardState {
  phase: "starting" | "no_sign_in" | "ready";
  overview: Overview | undefined;
  writes: readonly WriteRow[];
  filter: WriteFilter;
  /** Why the page shows old facts; "" while they are fresh. */
  problem: string;
  updatedAt: Date | undefined;
}

const every = 2_000;

/** What the admin's page knows: asked anew every two seconds while somebody looks. */
export class Board extends Observed<BoardState> {
  readonly #client: Client;
  readonly #account: string;
  #asked = 0;

  constructor(client: Client, account: string) {
    super({ phase: "starting", overview: undefined, writes: [], filter: { limit: 200 }, problem: "", updatedAt: undefined });
    this.#client = client;
    this.#account = account;
  }

  refuse(): void {
    this.set({ phase: "no_sign_in" });
  }

  async run(): Promise<void> {
    const signIn = async () => (await this.#client.signInSandbox({ account: this.#account, user: "admin", name: "Admin", role: "admin" })).token;
    this.#client.renew = signIn;
    for (;;) {
      try {
        if (this.#client.token === "") this.#client.token = await signIn();
        if (document.visibilityState !== "hidden") await this.refresh();
      } catch (e) {
        if (e instanceof Failure && e.code === "no_sandbox") return this.refuse();
        this.set({ problem: sentence(e) });
      }
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const [overview, list] = await Promise.all([this.#client.overview(), this.#client.writes(this.state.filter)]);
    if (asked !== this.#asked) return; // the filter has changed meanwhile
    this.set({ phase: "ready", overview, writes: list.writes, problem: "", updatedAt: new Date() });
  }

  async show(filter: WriteFilter): Promise<void> {
    this.set({ filter: { limit: 200, ...filter } });
    await this.refresh();
  }

  async retry(key: string): Promise<void> {
    await this.#client.retryWrite(key);
    await this.refresh();
  }
}
