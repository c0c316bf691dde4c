import { PageState } from "../../ui/page";
import type { Team } from "../../api/schema";
import { sentence } from "../../words/failure";
import type { Workspace } from "../shell/workspace";

/** How long an answer is good for, in milliseconds. */
const every = 3_000;

/** The stretches of time of which calls are counted. */
export const spans = ["hour", "today"] as const;
export type Span = (typeof spans)[number];

interface Seen {
  open: boolean;
  /** Which stretch of time is shown. */
  span: Span;
  team: Team | undefined;
  /** When that was so. */
  at: Date | undefined;
  /** Why what is shown is old; "" while it is not. */
  problem: string;
}

/** What a supervisor sees of the queues and the agents: asked anew every few seconds while somebody looks. */
export class Watch extends PageState<Seen> {
  readonly #workspace: Workspace;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the times that somebody has begun to look: an answer is for one of them. */
  #looks = 0;

  constructor(workspace: Workspace) {
    super({ open: false, span: "hour", team: undefined, at: undefined, problem: "" });
    this.#workspace = workspace;
  }

  open(open: boolean): void {
    this.set({ open });
  }

  choose(span: Span): void {
    this.set({ span });
  }

  /** Asks until the function that is returned is called. */
  look(): () => void {
    const mine = ++this.#looks;
    void this.#ask(mine);
    const seen = () => document.visibilityState !== "hidden" && void this.#ask(mine);
    document.addEventListener("visibilitychange", seen);
    return () => {
      this.#looks++;
      clearTimeout(this.#timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }

  async #ask(mine: number): Promise<void> {
    clearTimeout(this.#timer);
    try {
      if (document.visibilityState !== "hidden") {
        const team = await this.#workspace.client.json<Team>("GET", "/v1/team");
        if (mine === this.#looks) this.set({ team, at: new Date(), problem: "" });
      }
    } catch (e) {
      if (mine === this.#looks) this.set({ problem: sentence(e) });
    }
    if (mine !== this.#looks) return;
    clearTimeout(this.#timer); // the page may have been shown again meanwhile
    this.#timer = setTimeout(() => void this.#ask(mine), every);
  }
}

export const watchOf = (workspace: Workspace): Watch => new Watch(workspace);
