import type { AgentStatus, Contact, Interaction, Item, MeState, SetStatus, WriteRow } from "../api/schema";
import { ago, anna, connected, held, me, missed, moved, past, photo, ringing, second, street, unclear, waiting, wrapUp, writes } from "./fixtures.ts";

type Scene = "idle" | "away" | "frozen" | "missed" | "waiting" | "ringing" | "two" | "call" | "street" | "unclear" | "held" | "moved" | "wrapup" | "outage";

const scenes: Record<Scene, () => Interaction[]> = {
  idle: () => past(),
  away: () => past(),
  frozen: () => past(),
  missed: () => past(),
  waiting: () => [waiting(), ...past()],
  ringing: () => [ringing(), ...past()],
  two: () => [ringing(), second(), ...past()],
  call: () => [connected(), ...past()],
  street: () => [street(), ...past()],
  unclear: () => [unclear(), ...past()],
  held: () => [held(), ...past()],
  moved: () => [moved(), ...past()],
  outage: () => [wrapUp(), ...past()],
  wrapup: () => [wrapUp(), ...past()],
};

/** The pretended server's memory: one scene at a time, and what the pages did to it. */
export class World {
  interactions = new Map<string, Interaction>();
  /** The store cannot write: whatever would be saved is refused. */
  outage = false;
  /** Sizes of the files that a customer is sending, by id. */
  readonly announced = new Map<string, number>();
  writes: WriteRow[] = writes();
  me: MeState = { status: World.status("available"), missed: [] };
  contact: Contact = World.noContact();
  /** Customers who call get no further than the line, or a house where nobody is. */
  waits: "line" | "nobody" | undefined;
  seq = 1;
  readonly watchers = new Set<(kind: "interaction" | "contact" | "me", value: Interaction | Contact | MeState) => void>();

  constructor() {
    this.play("idle");
  }

  static status(state: AgentStatus["state"], more: Partial<AgentStatus> = {}): AgentStatus {
    return { state, chosen: state === "away" ? "away" : "available", since: ago(300), ...more };
  }

  static noContact(): Contact {
    return { interaction: ringing().id, version: 1, state: "starting", files: [], limits: me.limits };
  }

  play(scene: string): void {
    const make = scenes[scene as Scene] ?? scenes.idle;
    this.interactions = new Map(make().map((i) => [i.id, i]));
    this.contact = World.noContact();
    this.outage = scene === "outage";
    this.waits = scene === "line" || scene === "nobody" ? scene : undefined;
    const talks = ["call", "street", "unclear"].includes(scene);
    const state = scene === "away" ? "away" : scene === "frozen" ? "unreachable" : talks ? "busy" : scene === "wrapup" || scene === "outage" ? "wrap_up" : "available";
    this.me = {
      status: World.status(state, { ...(state === "away" ? { reason: "lunch" } : {}), ...(scene === "call" ? { next: "away", next_reason: "break" } : {}) }),
      missed: scene === "missed" || scene === "frozen" ? missed() : [],
    };
    this.writes = scene === "well" ? [] : writes();
  }

  /** What becomes of one write, by a person's hand. */
  settle(id: string, key: string, delivery: Item["delivery"]): Interaction {
    this.writes = this.writes.map((w) => (w.key === key ? { ...w, state: delivery.state, since: delivery.since, reason: delivery.reason } : w));
    const i = this.interactions.get(id) ?? ringing();
    return this.interactions.has(id) ? this.change(id, { items: i.items.map((it) => (it.key === key ? { ...it, delivery } : it)) }) : i;
  }

  change(id: string, part: Partial<Interaction>): Interaction {
    const before = this.interactions.get(id);
    if (before === undefined) throw new Error("no such interaction");
    const next = { ...before, ...part, version: before.version + 1 };
    this.interactions.set(id, next);
    this.seq++;
    for (const tell of this.watchers) tell("interaction", next);
    return next;
  }

  setStatus(s: SetStatus): MeState {
    const free = this.me.status.state === "available" || this.me.status.state === "away";
    this.me = { ...this.me, status: { state: free ? s.status : this.me.status.state, chosen: s.status, since: ago(0), ...(s.reason === undefined ? {} : { reason: s.reason }), ...(s.next === undefined ? {} : { next: s.next }), ...(s.next_reason === undefined ? {} : { next_reason: s.next_reason }) } };
    for (const tell of this.watchers) tell("me", this.me);
    return this.me;
  }

  changeContact(part: Partial<Contact>): void {
    this.contact = { ...this.contact, ...part, version: this.contact.version + 1 };
    this.seq++;
    for (const tell of this.watchers) tell("contact", this.contact);
  }

  claim(id: string, tab: string): Interaction {
    const i = this.interactions.get(id);
    this.later(700, () => {
      if (this.interactions.get(id)?.state !== "claimed") return;
      this.change(id, { state: "connected", call: { ...i!.call!, answered_at: new Date().toISOString(), answered_by: anna } });
      this.later(2_500, () => this.interactions.get(id)?.state === "connected" && this.add(id, photo));
    });
    return this.change(id, { state: "claimed", agent: anna, offer: { n: 1, claimed: true, tab, declined: [] } });
  }

  /** An item that goes into the ticket a moment later. */
  add(id: string, item: Item): Interaction {
    const waiting: Item = { ...item, at: new Date().toISOString(), delivery: { state: "waiting", since: new Date().toISOString() } };
    this.later(1_200, () => {
      const i = this.interactions.get(id);
      if (i === undefined) return;
      const landed = { state: "landed" as const, since: new Date().toISOString(), ticket: "4821", receipt: "1" };
      this.change(id, { items: i.items.map((it) => (it.key === item.key ? { ...it, delivery: landed } : it)) });
    });
    const i = this.interactions.get(id)!;
    return this.change(id, { items: [...i.items.filter((it) => it.key !== item.key), waiting] });
  }

  end(id: string, by: "agent" | "customer"): Interaction {
    const i = this.interactions.get(id)!;
    return this.change(id, {
      state: "wrap_up",
      call: { ...i.call!, ended_at: new Date().toISOString(), ended_by: by, outcome: "answered", talk_seconds: 12 },
    });
  }

  later(ms: number, what: () => void): void {
    setTimeout(what, ms);
  }
}
