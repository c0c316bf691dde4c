import type { Asked, Contact } from "../../api/schema";
import { heardOf } from "../../ui/heard";
import { Observed } from "../../ui/observed";
import { sentence } from "../../words/failure";
import type { Visit } from "../shell/visit";
import { t } from "./words";

interface AnswersState {
  /** What is being typed, by ask. */
  texts: ReadonlyMap<string, string>;
  busy: string;
  problem: string;
}

/** The customer's answers, kept while they type and until the server has them. */
export class Answers extends Observed<AnswersState> {
  readonly #visit: Visit;
  /** Asks that this page has given up. */
  readonly #given = new Set<string>();
  readonly #sent = new Set<string>();

  constructor(visit: Visit) {
    super({ texts: new Map(Object.entries(visit.memory.get<Record<string, string>>("answers") ?? {})), busy: "", problem: "" });
    this.#visit = visit;
  }

  text(ask: string): string {
    return this.state.texts.get(ask) ?? "";
  }

  write(ask: string, text: string): void {
    const texts = new Map(this.state.texts).set(ask, text);
    this.#visit.memory.keep("answers", Object.fromEntries(texts));
    this.set({ texts, problem: "" });
  }

  async answer(ask: string): Promise<void> {
    const text = this.text(ask).trim();
    if (text === "") return;
    this.#sent.add(ask);
    await this.#post(ask, { text });
  }

  /** Whether they have answered it. */
  sent(ask: string): boolean {
    return this.#sent.has(ask);
  }

  /** This page does not know how to ask it: the server is newer. The agent reads so. */
  cannot(ask: string): void {
    if (this.#given.has(ask)) return;
    this.#given.add(ask);
    void this.#post(ask, { failed: "unknown_ask" });
  }

  decline(ask: string): Promise<void> {
    return this.#post(ask, { declined: true });
  }

  async #post(ask: string, body: { text: string } | { declined: boolean } | { failed: string }): Promise<void> {
    if (this.state.busy !== "") return;
    this.set({ busy: ask, problem: "" });
    try {
      this.#visit.take(await this.#visit.client.json<Contact>("POST", "/v1/contact/asks/" + ask, body));
    } catch (e) {
      this.set({ problem: sentence(e) });
    } finally {
      this.set({ busy: "" });
    }
  }
}

export const answersOf = (visit: Visit): Answers => new Answers(visit);

/** Says what is asked when it is asked, and that it is over. */
export function follow(visit: Visit): void {
  const heard = visit.model(heardOf);
  const answers = visit.model(answersOf);
  let known = new Map<string, Asked>();
  const look = () => {
    const now = new Map((visit.state.contact?.asks ?? []).filter((a) => a.type === "text").map((a) => [a.id, a]));
    for (const [id, a] of now) if (!known.has(id)) heard.say(t("asks.came", { agent: a.agent, label: a.label }));
    for (const [id, a] of known) if (!now.has(id)) heard.say(answers.sent(id) ? t("asks.sent") : t("asks.over", { label: a.label }));
    known = now;
  };
  visit.subscribe(look);
  look();
}
