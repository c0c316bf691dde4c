import type { Asked, Contact, Place } from "../../api/schema";
import { heardOf } from "../../ui/heard";
import { Observed } from "../../ui/observed";
import { sentence } from "../../words/failure";
import { uploadsOf, type Uploads } from "../files/uploads";
import type { Visit } from "../shell/visit";
import { t } from "./words";

interface AnswersState {
  /** What is being typed, by ask. */
  texts: ReadonlyMap<string, string>;
  /** Where the browser says they are, by ask: they see it before it is sent. */
  places: ReadonlyMap<string, Place>;
  /** The ask for which the browser is finding that out. */
  finding: string;
  /** What was asked last and is not any more, without their doing. */
  over: string;
  busy: string;
  problem: string;
}

/** Who asks for what, by type: a type without it does not compile. */
const asking: Record<Asked["type"], (who: { agent: string }) => string> = {
  text: (who) => t("asks.who", who),
  photo: (who) => t("asks.who_photo", who),
  video: (who) => t("asks.who_video", who),
  location: (who) => t("asks.who_location", who),
  consent: (who) => t("asks.who_consent", who),
};

export const whoAsks = (a: Asked): string => asking[a.type]({ agent: a.agent });

/** Whether this page knows how to ask it; a newer server may ask for more. */
export const known = (a: Asked): boolean => Object.hasOwn(asking, a.type);

/** The customer's answers, kept while they type and until the server has them. */
export class Answers extends Observed<AnswersState> {
  readonly #visit: Visit;
  /** Asks that this page has given up. */
  readonly #given = new Set<string>();
  readonly #sent = new Set<string>();

  constructor(visit: Visit) {
    super({ texts: new Map(Object.entries(visit.memory.get<Record<string, string>>("answers") ?? {})), places: new Map(), finding: "", over: "", busy: "", problem: "" });
    this.#visit = visit;
  }

  text(ask: string): string {
    return this.state.texts.get(ask) ?? "";
  }

  write(a: Asked, text: string): void {
    const texts = new Map(this.state.texts).set(a.id, text);
    if (a.sensitive !== true) this.#visit.memory.keep("answers", { ...this.#visit.memory.get<object>("answers"), [a.id]: text }); // else a browser of others' has no trace of it
    this.set({ texts, problem: "" });
  }

  /** What the customer has to give, once it is all there. */
  ready(a: Asked): object | undefined {
    switch (a.type) {
      case "text":
        return this.text(a.id).trim() === "" ? undefined : { text: this.text(a.id).trim() };
      case "photo":
      case "video":
        return a.files === undefined || this.coming(a.id) > 0 ? undefined : { files: a.files };
      case "location":
        return this.state.places.has(a.id) ? { place: this.state.places.get(a.id) } : undefined;
      case "consent":
        return { agreed: true };
    }
  }

  /** Files for an ask that are still on their way. */
  coming(ask: string): number {
    return this.#visit.model(uploadsOf).state.all.filter((u) => u.ask === ask && (u.state === "sending" || u.state === "retrying")).length;
  }

  async answer(a: Asked): Promise<void> {
    const given = this.ready(a);
    if (given === undefined) return;
    this.#sent.add(a.id);
    await this.#post(a.id, given);
  }

  /** Whether they have answered it: the last file that it takes does so, too. */
  sent(a: Asked): boolean {
    return this.#sent.has(a.id) || (a.most_files ?? Infinity) <= this.#visit.model(uploadsOf).state.all.filter((u) => u.ask === a.id && u.state !== "refused").length;
  }

  /** Asks the browser where they are, which asks them. What it cannot say, the agent reads. */
  locate(ask: string): void {
    if (this.state.finding !== "" || this.state.busy !== "") return;
    this.set({ finding: ask, problem: "" });
    const failed = (failed: string) => {
      this.set({ finding: "" });
      void this.#post(ask, { failed });
    };
    if (!("geolocation" in navigator)) return failed("location_unavailable");
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => this.set({ finding: "", places: new Map(this.state.places).set(ask, { latitude, longitude, accuracy: Math.ceil(accuracy) }) }),
      (e) => failed(e.code === e.PERMISSION_DENIED ? "location_denied" : e.code === e.TIMEOUT ? "location_timeout" : "location_unavailable"),
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  }

  /** This page does not know how to ask it: the server is newer. The agent reads so. */
  cannot(ask: string): void {
    if (this.#given.has(ask)) return;
    this.#given.add(ask);
    void this.#post(ask, { failed: "unknown_ask" });
  }

  decline(ask: string): Promise<void> {
    this.#sent.add(ask);
    return this.#post(ask, { declined: true });
  }

  /** It has run out, or was taken back. */
  ended(over: string): void {
    this.set({ over });
  }

  async #post(ask: string, body: object): Promise<void> {
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

/** What the view of an ask is given. */
export interface One {
  answers: Answers;
  uploads: Uploads;
  a: Asked;
}

export const answersOf = (visit: Visit): Answers => new Answers(visit);

/** Says what is asked when it is asked, and that it is over. */
export function follow(visit: Visit): void {
  const heard = visit.model(heardOf);
  const answers = visit.model(answersOf);
  let before = new Map<string, Asked>();
  const look = () => {
    const now = new Map((visit.state.contact?.asks ?? []).filter(known).map((a) => [a.id, a]));
    for (const [id, a] of now) {
      if (before.has(id)) continue;
      answers.ended("");
      heard.say(`${whoAsks(a)} ${a.label}`);
    }
    for (const [id, a] of before) {
      if (now.has(id)) continue;
      const over = answers.sent(a) ? "" : t("asks.over", { label: a.label });
      answers.ended(over);
      heard.say(over || t("asks.sent"));
    }
    before = now;
  };
  visit.subscribe(look);
  look();
}
