import { Failure } from "../api/failure";

/** How long a host may take to say what it was asked before the agent reads why nothing happens, in milliseconds. */
export const patience = 5_000;

/** Between an answer that was none and the next question, in milliseconds. */
const pause = 2_000;

/** Hears why an answer is still waited for; it is asked for again. */
export type Silent = (failure: Failure) => void;

/** A host's page that says nothing, or something else than what it was asked for. */
export function silent(): Failure {
  return new Failure(0, "host_silent", "The CRM’s page does not answer.");
}

/** Asks until there is an answer in time; what the host refuses is thrown. */
export async function answered<T>(ask: () => Promise<T>, told: Silent): Promise<T> {
  const late = async () => {
    await wait(patience);
    throw silent();
  };
  for (;;) {
    try {
      return await Promise.race([ask(), late()]);
    } catch (e) {
      if (!(e instanceof Failure)) throw e;
      told(e);
    }
    await wait(pause);
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
