import { chooseTicket, dropWrite, getInteraction } from "../api/interactions";
import type { AdminClient } from "../api/admin";
import { Failure } from "../api/failure";
import type { ChooseTicket, Interaction, Overview, WriteFilter, WriteRow } from "../api/schema";
import { Observed } from "../ui/observed";
import { sentence } from "../words/failure";
import { learnNouns } from "./noun";

export interface BoardState {
  overview: Overview | undefined;
  writes: readonly WriteRow[];
  filter: WriteFilter;
  /** Where the pages before this one began, the newest first; empty: this is the newest. */
  newer: readonly (number | undefined)[];
  /** Key of the write whose details are open, and the interaction it belongs to once that is here. */
  opened: string | undefined;
  interaction: Interaction | undefined;
  /** What the last action has done, in words. */
  said: string;
  /** Why the page shows old facts; "" while they are fresh. */
  problem: string;
  updatedAt: Date | undefined;
}

const every = 2_000;
/** How long what the last action has done stays to be read, in milliseconds. */
const legible = 15_000;
/** As many rows as a page of the list has. */
export const rowLimit = 100;
/** The server's own limit: as many writes as one press of "Retry all" takes on. */
const retryLimit = 500;

/** What the admin's page knows: asked anew every two seconds while somebody looks. */
export class Board extends Observed<BoardState> {
  readonly client: AdminClient;
  #asked = 0;

  constructor(client: AdminClient) {
    super({
      overview: undefined,
      writes: [],
      filter: { state: "held", limit: rowLimit },
      newer: [],
      opened: undefined,
      interaction: undefined,
      said: "",
      problem: "",
      updatedAt: undefined,
    });
    this.client = client;
  }

  /** Asks for as long as the server knows the admin, and gives the reason when it does no longer. */
  async run(): Promise<Failure> {
    for (;;) {
      try {
        if (document.visibilityState !== "hidden") await this.refresh();
      } catch (e) {
        if (e instanceof Failure && e.status === 401) return e;
        this.set({ problem: sentence(e) });
      }
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  }

  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const [overview, list] = await Promise.all([this.client.overview(), this.client.writes(this.state.filter)]);
    if (asked !== this.#asked) return; // the filter has changed meanwhile
    learnNouns(overview.accounts);
    this.set({ overview, writes: list.writes, problem: "", updatedAt: new Date() });
  }

  async show(filter: WriteFilter): Promise<void> {
    await this.#turn({ ...filter, limit: rowLimit }, []);
  }

  /** The page of the list that comes before, in time, the one that is shown. */
  async older(): Promise<void> {
    const last = this.state.writes.at(-1);
    if (last !== undefined) await this.#turn({ ...this.state.filter, before: last.seq }, [...this.state.newer, this.state.filter.before]);
  }

  /** Back to the page that was shown before. */
  async newer(): Promise<void> {
    const { before: _, ...filter } = this.state.filter;
    const before = this.state.newer.at(-1);
    await this.#turn(before === undefined ? filter : { ...filter, before }, this.state.newer.slice(0, -1));
  }

  async #turn(filter: WriteFilter, newer: BoardState["newer"]): Promise<void> {
    this.set({ filter, newer, opened: undefined, interaction: undefined, said: "" });
    await this.refresh();
  }

  /** Opens the details of one write, or closes what is open. */
  async open(w: WriteRow | undefined): Promise<void> {
    this.set({ opened: w?.key, interaction: undefined });
    if (w === undefined) return;
    const interaction = await getInteraction(this.client, w.interaction);
    if (this.state.opened === w.key) this.set({ interaction });
  }

  async retry(w: WriteRow): Promise<void> {
    await this.client.retryWrite(w.key);
    await this.#done("It is tried again.");
  }

  /** Every held write of one account, one after the other. */
  async retryAll(account: string): Promise<void> {
    const { writes } = await this.client.writes({ account, state: "held", limit: retryLimit });
    for (const [n, w] of writes.entries()) {
      this.set({ said: `Retrying ${n + 1} of ${writes.length}…` });
      await this.client.retryWrite(w.key);
    }
    await this.#done(writes.length === 1 ? "1 write is tried again." : `${writes.length} writes are tried again.`);
  }

  async drop(w: WriteRow, reason: string): Promise<void> {
    await dropWrite(this.client, w.interaction, w.key, reason);
    await this.#done("Dropped. It stays listed, with your reason.");
  }

  async move(w: WriteRow, choice: ChooseTicket): Promise<void> {
    await chooseTicket(this.client, w.interaction, choice);
    await this.#done("Moved: everything of this contact goes there.");
  }

  async #done(said: string): Promise<void> {
    this.set({ said, opened: undefined, interaction: undefined });
    setTimeout(() => this.state.said === said && this.set({ said: "" }), legible);
    await this.refresh();
  }
}
