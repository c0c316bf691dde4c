import type { components } from "./contract";

/** A request that did not work. Its message is fit for the person who asked. */
export class Failure extends Error {
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number;
  readonly code: string;
  readonly requestID: string;
  /** Which of several that the code stands for; "" where it stands for one. */
  readonly reason: string;

  constructor(status: number, code: string, message: string, requestID = "", reason = "") {
    super(message);
    this.name = "Failure";
    this.status = status;
    this.code = code;
    this.requestID = requestID;
    this.reason = reason;
  }

  /** Whether the same request may work later without anybody changing it. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Reads the contract's error shape; anything else gets a sentence of our own. */
export function failureOf(status: number, body: string): Failure {
  try {
    const e = JSON.parse(body) as Partial<components["schemas"]["Error"]>;
    if (typeof e.code === "string" && typeof e.message === "string") {
      return new Failure(status, e.code, e.message, e.request_id, e.reason);
    }
  } catch {
    // not JSON: a proxy's page, for example
  }
  return new Failure(status, "http_" + status, `The server answered with status ${status}.`);
}

export function unreachable(): Failure {
  return new Failure(0, "unreachable", "The server cannot be reached.");
}
