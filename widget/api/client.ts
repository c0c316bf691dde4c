import { Failure, failureOf, unreachable } from "./failure";
import type { NewSession, SandboxSignIn, Session } from "./schema";

/** Longer than the server takes for anything it answers here; an answer that never comes must end in a retry. */
const patience = 20_000;

/**
 * How a page speaks with the server, and how it comes in and stays in; every other
 * operation is named where it is used. The token stays in this object alone: no storage,
 * no cookies, which frames do not get anyway.
 */
export class Client {
  token = "";
  /** Gets a new token when the server no longer knows ours; absent where nobody can. */
  renew?: () => Promise<string>;

  signInSandbox(who: SandboxSignIn): Promise<Session> {
    return this.session("POST", "/v1/sessions/sandbox", who);
  }
  signIn(proof: NewSession): Promise<Session> {
    return this.session("POST", "/v1/sessions", proof);
  }
  renewSession(renewal: string): Promise<Session> {
    return this.session("POST", "/v1/sessions/renew", undefined, renewal);
  }

  /** An operation that answers with JSON. */
  async json<T>(method: string, path: string, body?: unknown, ms = patience): Promise<T> {
    return read(await this.send(method, path, body, ms));
  }

  /** Signing in never carries an old token, and never asks for a renewal of itself. */
  protected async session(method: string, path: string, body: unknown, bearer = ""): Promise<Session> {
    return read(await this.#once(method, path, body, patience, bearer));
  }

  /** An operation that answers with anything, or nothing. */
  async send(method: string, path: string, body?: unknown, ms = patience): Promise<Response> {
    try {
      return await this.#once(method, path, body, ms, this.token);
    } catch (e) {
      if (!(e instanceof Failure) || e.status !== 401 || this.renew === undefined) throw e;
      this.token = await this.renew();
      return this.#once(method, path, body, ms, this.token);
    }
  }

  async #once(method: string, path: string, body: unknown, ms: number, bearer: string): Promise<Response> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (bearer !== "") headers["Authorization"] = "Bearer " + bearer;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const request: RequestInit = { method, headers, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(ms) };
    if (body !== undefined) request.body = JSON.stringify(body);
    let answer: Response;
    try {
      answer = await fetch(path, request);
    } catch {
      throw unreachable();
    }
    if (!answer.ok) throw failureOf(answer.status, await answer.text().catch(() => ""));
    return answer;
  }
}

async function read<T>(answer: Response): Promise<T> {
  try {
    return (await answer.json()) as T;
  } catch {
    throw unreachable(); // cut off in the middle: as good as no answer
  }
}

export function search(query: object): string {
  const s = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") s.set(name, String(value));
  }
  const text = s.toString();
  return text === "" ? "" : "?" + text;
}
