import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Period } from "../api/admin";

interface Props {
  /** What is of those days, for those who do not see the heading. */
  label: string;
  choose: (first: string, last: string) => void;
}

/** The first and the last day that is wanted; either may be left open. */
export function Days({ label, choose }: Props): JSX.Element {
  const [first, setFirst] = useState("");
  const [last, setLast] = useState("");
  return (
    <>
      <label class="day small">
        <span class="muted">From</span>
        <input
          type="date"
          class="input"
          aria-label={`${label} from`}
          value={first}
          max={last || undefined}
          onInput={(e) => {
            setFirst(e.currentTarget.value);
            choose(e.currentTarget.value, last);
          }}
        />
      </label>
      <label class="day small">
        <span class="muted">to</span>
        <input
          type="date"
          class="input"
          aria-label={`${label} to`}
          value={last}
          min={first || undefined}
          onInput={(e) => {
            setLast(e.currentTarget.value);
            choose(first, e.currentTarget.value);
          }}
        />
      </label>
    </>
  );
}

/** Whole days of the reader's own clock, of which each may have 23 to 25 hours. */
export function span(first: string, last: string): Period {
  return { from: midnight(first, 0), to: midnight(last, 1) };
}

function midnight(day: string, later: number): string | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  return new Date(year, month - 1, date + later).toISOString();
}

/** For the name of a file: which days it is about. */
export function days(p: Period): string {
  const day = (iso: string | undefined, earlier: number) => {
    if (iso === undefined) return "";
    const d = new Date(Date.parse(iso) - earlier);
    return `-${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`;
  };
  return day(p.from, 0) + (p.to === undefined ? "" : "-to" + day(p.to, 1));
}
