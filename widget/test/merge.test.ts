import { expect, test } from "vitest";
import type { Interaction, Item } from "../api/schema";
import { merge } from "../agent/shell/merge";
import { ringing } from "../dev/fixtures";

/** Pseudo-random numbers, the same for a seed. */
function dice(seed: number): (below: number) => number {
  let a = seed;
  return (below) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** A server's interaction: each version brings an item, changes one, or only happens. */
class Server {
  readonly whole: Interaction[] = [];

  constructor(roll: (below: number) => number, versions: number) {
    let now: Interaction = { ...ringing(), id: "i1", version: 0, items: [], timeline: [] };
    for (let n = 1; n <= versions; n++) {
      const items = [...now.items];
      const at = new Date(n * 1000).toISOString();
      const act = roll(3);
      if (act === 0 || items.length === 0) {
        items.push({ key: `k-${n}`, kind: "note", at, text: `note ${n}`, delivery: { state: "waiting", since: at } } as Item);
      } else if (act === 1) {
        const which = roll(items.length);
        items[which] = { ...items[which]!, delivery: { state: "landed", since: at, receipt: String(n) } as Item["delivery"] };
      }
      now = { ...now, version: n, items, timeline: [...now.timeline, { n, at, type: "note_added", text: `event ${n}` }] };
      this.whole.push(now);
    }
    // Which items a change has: those that this version or a later one has touched, as they were then.
    this.change = (version, since) => {
      const i = this.whole[version - 1]!;
      const was = since === 0 ? undefined : this.whole[since - 1];
      if (was === undefined) return i;
      const before = new Map(was.items.map((it) => [it.key, it]));
      return { ...i, since, items: i.items.filter((it) => before.get(it.key) !== it), timeline: i.timeline.filter((e) => e.n > since) };
    };
  }

  readonly change: (version: number, since: number) => Interaction;
}

test("however changes come, whole is whole, and what is not is known", () => {
  let partly = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const roll = dice(seed);
    const versions = 5 + roll(40);
    const server = new Server(roll, versions);
    let known: Interaction | undefined;
    let whole = true;
    const take = (next: Interaction) => {
      if (known !== undefined && known.version > next.version) return; // as the workspace does
      const merged = merge(known, next);
      whole = merged !== undefined && (next.since === undefined || whole);
      known = merged ?? next;
    };
    for (let n = 0; n < 60; n++) {
      const version = 1 + roll(versions);
      // A change of some versions, sent once, twice, late or never; now and then the whole.
      const next = server.change(version, roll(6) === 0 ? 0 : Math.max(0, version - 1 - roll(4)));
      for (let times = roll(3); times > 0; times--) take(next);
      if (known === undefined) continue;
      const right = server.whole[known.version - 1]!;
      if (whole) expect({ ...known, since: undefined }, `seed ${seed}`).toEqual({ ...right, since: undefined });
      else {
        partly++;
        expect({ ...known, since: undefined, items: [], timeline: [] }).toEqual({ ...right, since: undefined, items: [], timeline: [] });
        if (roll(3) === 0) take(right); // somebody has opened it
      }
    }
    take(server.whole[versions - 1]!);
    expect([whole, known?.items, known?.timeline]).toEqual([true, server.whole[versions - 1]!.items, server.whole[versions - 1]!.timeline]);
  }
  expect(partly).toBeGreaterThan(100);
});
