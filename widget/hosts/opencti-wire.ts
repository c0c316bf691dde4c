import { Failure } from "../api/failure";

/** What Open CTI's own script would say that it is. The host answers each version alike. */
const apiVersion = 66;
const apiType = "opencti";

/** How long the host may take to answer, in milliseconds. */
const patience = 20_000;

interface Answer {
  success?: unknown;
  returnValue?: unknown;
  errors?: unknown;
  error?: unknown; // what two pages of its documentation call errors
}

interface Message {
  apiType?: unknown;
  apiVersion?: unknown;
  methodName?: unknown;
  callId?: unknown;
  response?: unknown;
}

/**
 * The messages between a softphone and Salesforce's page around it. Each call has a
 * number that its answer repeats; what a listener is told carries the method's name alone.
 * Spoken with one window at one origin.
 */
export class Wire {
  readonly #page: Window;
  readonly #origin: string;
  readonly #waiting = new Map<string, (response: Answer) => void>();
  readonly #listeners = new Map<string, (payload: Record<string, unknown>) => void>();
  #calls = 0;

  constructor(page: Window, origin: string) {
    this.#page = page;
    this.#origin = origin;
    page.addEventListener("message", (e: MessageEvent<Message | null>) => this.#hear(e));
  }

  /** Calls a method of the host; rejects with the host's own words if it says no. */
  call(method: string, args: Record<string, unknown> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const key = this.#send(method, args, false);
      const late = setTimeout(() => {
        this.#waiting.delete(key);
        reject(new Failure(0, "host_silent", "Salesforce's page does not answer."));
      }, patience);
      this.#waiting.set(key, (response) => {
        clearTimeout(late);
        this.#waiting.delete(key);
        if (response.success === true) resolve(response.returnValue);
        else reject(new Failure(400, "host_refused", complaint(response.errors ?? response.error)));
      });
    });
  }

  /** Hears of an event, from now on. */
  listen(method: string, listener: (payload: Record<string, unknown>) => void): void {
    this.#listeners.set(method, listener);
    this.#send(method, {}, true);
  }

  #send(methodName: string, args: Record<string, unknown>, listens: boolean): string {
    const callId = this.#calls++;
    this.#page.parent.postMessage(
      { methodName, callId, apiVersion, apiType, isCallbackRegistered: !listens, isListenerRegistered: listens, args },
      this.#origin,
    );
    return methodName + "_" + callId;
  }

  #hear(e: MessageEvent<Message | null>): void {
    if (e.source !== this.#page.parent || e.origin !== this.#origin || typeof e.data !== "object" || e.data === null) return;
    const { methodName, callId, response } = e.data;
    if (e.data.apiType !== apiType || e.data.apiVersion !== apiVersion || typeof response !== "object" || response === null) return;
    const answered = this.#waiting.get(`${String(methodName)}_${String(callId)}`);
    if (answered !== undefined) answered(response);
    else this.#listeners.get(String(methodName))?.(response as Record<string, unknown>);
  }
}

function complaint(errors: unknown): string {
  const first: unknown = Array.isArray(errors) ? errors[0] : errors;
  const description = (first as { description?: unknown } | null | undefined)?.description;
  return typeof description === "string" && description !== "" ? description : "Salesforce's page refused.";
}
