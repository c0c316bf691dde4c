import { Failure, failureOf, unreachable } from "./failure";
import type {
  CallStarted,
  ChooseTicket,
  Contact,
  ContactStarted,
  Interaction,
  InteractionList,
  Me,
  MeState,
  NewCall,
  NewContact,
  NewSession,
  SandboxSignIn,
  Session,
  SetStatus,
  WrapUp,
  WritePreview,
} from "./schema";

/** Longer than the server takes for anything it answers here; an answer that never comes must end in a retry. */
const patience = 20_000;

/**
 * The JSON interface, one method per operation that a page uses. The token stays in
 * this object alone: no storage, no cookies, which frames do not get anyway.
 */
export class Client {
  token = "";
  /** Gets a new token when the server no longer knows ours; absent where nobody can. */
  renew?: () => Promise<string>;

  signInSandbox(who: SandboxSignIn): Promise<Session> {
    return this.#session("POST", "/v1/sessions/sandbox", who);
  }
  signIn(proof: NewSession): Promise<Session> {
    return this.#session("POST", "/v1/sessions", proof);
  }
  signInAdmin(passphrase: string): Promise<Session> {
    return this.#session("POST", "/v1/sessions/admin", { passphrase });
  }
  setPassphrase(link: string, passphrase: string): Promise<Session> {
    return this.#session("PUT", "/v1/sessions/admin/passphrase", { link, passphrase });
  }
  renewSession(renewal: string): Promise<Session> {
    return this.#session("POST", "/v1/sessions/renew", undefined, renewal);
  }
  me(): Promise<Me> {
    return this.json("GET", "/v1/me");
  }
  setStatus(status: SetStatus): Promise<MeState> {
    return this.json("PUT", "/v1/me/status", status);
  }
  interactions(query: { active?: boolean; ticket?: string; limit?: number }): Promise<InteractionList> {
    return this.json("GET", "/v1/interactions" + search(query));
  }
  interaction(id: string): Promise<Interaction> {
    return this.json("GET", `/v1/interactions/${id}`);
  }
  accept(id: string, offer: number, tab: string): Promise<CallStarted> {
    return this.json("POST", `/v1/interactions/${id}/accept`, { offer, tab });
  }
  decline(id: string, offer: number): Promise<Interaction> {
    return this.json("POST", `/v1/interactions/${id}/decline`, { offer });
  }
  hangUp(id: string): Promise<Interaction> {
    return this.json("POST", `/v1/interactions/${id}/hangup`);
  }
  putNote(id: string, note: string, text: string): Promise<Interaction> {
    return this.json("PUT", `/v1/interactions/${id}/notes/${note}`, { text });
  }
  wrapUp(id: string, wrapUp: WrapUp): Promise<Interaction> {
    return this.json("POST", `/v1/interactions/${id}/wrap-up`, wrapUp);
  }
  chooseTicket(id: string, choice: ChooseTicket): Promise<Interaction> {
    return this.json("POST", `/v1/interactions/${id}/ticket`, choice);
  }
  retry(id: string, key?: string): Promise<Interaction> {
    return this.json("POST", `/v1/interactions/${id}/retry`, key === undefined ? {} : { key });
  }
  preview(id: string, key: string): Promise<WritePreview> {
    return this.json("GET", `/v1/interactions/${id}/writes/${key}`);
  }
  drop(id: string, key: string, reason: string): Promise<Interaction> {
    return this.json("POST", `/v1/interactions/${id}/writes/${key}/drop`, { reason });
  }
  async file(id: string, file: string): Promise<Blob> {
    const answer = await this.send("GET", `/v1/interactions/${id}/files/${file}`);
    return answer.blob();
  }
  call(call: NewCall): Promise<CallStarted> {
    return this.json("POST", "/v1/calls", call);
  }

  createContact(contact: NewContact): Promise<ContactStarted> {
    return this.json("POST", "/v1/contacts", contact);
  }
  contact(): Promise<Contact> {
    return this.json("GET", "/v1/contact");
  }
  async endContact(): Promise<void> {
    await this.send("POST", "/v1/contact/end");
  }

  protected async json<T>(method: string, path: string, body?: unknown, ms = patience): Promise<T> {
    return read(await this.send(method, path, body, ms));
  }

  /** Signing in never carries an old token, and never asks for a renewal of itself. */
  async #session(method: string, path: string, body: unknown, bearer = ""): Promise<Session> {
    return read(await this.#once(method, path, body, patience, bearer));
  }

  protected async send(method: string, path: string, body?: unknown, ms = patience): Promise<Response> {
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
