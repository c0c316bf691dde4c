import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { sentence } from "../words/failure";

/** The time, for what ticks on a page. */
export function useNow(everyMs = 1000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

export interface Action<A extends unknown[]> {
  run: (...args: A) => void;
  busy: boolean;
  /** The sentence of the last failure; "" after a success. */
  problem: string;
}

/** A button's work: one at a time, and its failure in words beside it. */
export function useAction<A extends unknown[]>(work: (...args: A) => Promise<unknown>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const running = useRef(false);
  const alive = useRef(true);
  useEffect(() => () => void (alive.current = false), []);
  const run = useCallback(
    (...args: A) => {
      if (running.current) return;
      running.current = true;
      setBusy(true);
      setProblem("");
      work(...args)
        .catch((e: unknown) => alive.current && setProblem(sentence(e)))
        .finally(() => {
          running.current = false;
          if (alive.current) setBusy(false);
        });
    },
    [work],
  );
  return { run, busy, problem };
}
