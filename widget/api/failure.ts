import type { components } from "./contract";

/** A request that did not work. Its message is fit for the person who asked. */
export class Failure extends Error {
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number;
  /** With a reason behind a dot, where it stands for several. */
  readonly code: string;
  readonly requestID: string;

  constructor(status: number, code: string, message: string, requestID = "") {
    super(message);
    this.name = "Failure";
    this.status = status;
    this.code = code;
    this.requestID = requestID;
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
      return new Failure(status, e.reason ? e.code + "." + e.reason : e.code, e.message, e.request_id);
    }
  } catch {
    // not JSON: a proxy's page, for example
  }
  return new Failure(status, "http_" + status, `The server answered with status ${status}.`);
}

export function unreachable(): Failure {
  return new Failure(0, "unreachable", "The server cannot be reached.");
}
