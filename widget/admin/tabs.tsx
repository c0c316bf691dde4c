import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Overview, WriteRow } from "../api/schema";

export type Tab = WriteRow["state"] | "all";

/** The word of each state, its colour, and what its empty list says. */
export const tabs: Record<Tab, { word: string; tone: string; none: string }> = {
  held: { word: "Needs somebody", tone: "bad", none: "Nothing needs somebody" },
  waiting: { word: "Waiting", tone: "warn", none: "Nothing waits" },
  sending: { word: "Sending", tone: "accent", none: "Nothing is being sent right now" },
  landed: { word: "In the CRM", tone: "good", none: "Nothing has reached a CRM yet" },
  dropped: { word: "Dropped", tone: "", none: "Nothing was dropped" },
  all: { word: "All", tone: "", none: "" },
};

const order = Object.keys(tabs) as Tab[];

/** One tab per state: arrow keys walk through them, as in any row of tabs. */
export function Tabs({ tab, counts, choose }: { tab: Tab; counts: Overview["counts"] | undefined; choose: (t: Tab) => void }): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const go = (to: Tab) => {
    choose(to);
    list.current?.querySelector<HTMLElement>("#tab-" + to)?.focus();
  };
  return (
    <div
      ref={list}
      class="tabs"
      role="tablist"
      aria-label="Writes by state"
      onKeyDown={(e) => {
        const at = order.indexOf(tab);
        const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: order.length - 1 }[e.key];
        if (next === undefined) return;
        e.preventDefault();
        go(order[(next + order.length) % order.length] ?? tab);
      }}
    >
      {order.map((t) => (
        <button
          key={t}
          id={"tab-" + t}
          type="button"
          role="tab"
          class="tab"
          aria-selected={t === tab}
          aria-controls="writes-panel"
          tabIndex={t === tab ? 0 : -1}
          onClick={() => choose(t)}
        >
          {tabs[t].word}
          {t !== "all" && counts !== undefined && <span class={"count " + (counts[t] > 0 && t === "held" ? "bad" : "")}>{counts[t]}</span>}
        </button>
      ))}
    </div>
  );
}
