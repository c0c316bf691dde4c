import { Backoff } from "./backoff";
import { Failure } from "./failure";

export interface Insisting {
  work: () => Promise<unknown>;
  /** Hears of every failure; a passing one is followed by another try. */
  failed: (thrown: unknown, passing: boolean) => void;
  /** Whether it is still to be done; asked before every try. */
  wanted: () => boolean;
  random?: () => number;
}

/** Tries until it is done, is refused for good, or is no longer wanted. Resolves to whether it was done. */
export async function insist(o: Insisting): Promise<boolean> {
  const backoff = new Backoff(500, 8_000, o.random);
  while (o.wanted()) {
    try {
      await o.work();
      return true;
    } catch (e) {
      const passing = e instanceof Failure && e.passing;
      o.failed(e, passing);
      if (!passing) return false;
    }
    await new Promise((resolve) => setTimeout(resolve, backoff.next()));
  }
  return false;
}
