import { Client, search } from "./client";
import type { AdminList, AuditList, DoctorReport, Flood, FloodDropped, FloodFilter, Overview, ProviderFlow, Rehearsal, Session, TroubleList, WriteFilter, WriteList } from "./schema";

/** The longest wait for an answer that asks every cloud first, in milliseconds. */
const clouds = 45_000;

/** From a moment on, and before another; both in ISO 8601. */
export interface Period {
  from?: string | undefined;
  to?: string | undefined;
}

/** What only the admin's page asks. */
export class AdminClient extends Client {
  signInAdmin(passphrase: string): Promise<Session> {
    return this.session("POST", "/v1/sessions/admin", { passphrase });
  }
  setPassphrase(link: string, passphrase: string): Promise<Session> {
    return this.session("PUT", "/v1/sessions/admin/passphrase", { link, passphrase });
  }
  /** Where the browser goes to be vouched for, and what it keeps until it is back. */
  beginProvider(): Promise<ProviderFlow> {
    return this.json("POST", "/v1/sessions/admin/provider");
  }
  finishProvider(flow: string, back: Record<string, string>): Promise<Session> {
    return this.session("POST", "/v1/sessions/admin/provider/finish", { ...back, flow });
  }
  /** Signs out: the session ends at the server, and its sockets with it; everywhere: all of the admin's. */
  async endSession(everywhere: boolean): Promise<void> {
    await this.send("POST", "/v1/sessions/end" + (everywhere ? "?everywhere=true" : ""));
  }
  /** All sessions of one agent. */
  async endSessions(agent: string): Promise<void> {
    await this.send("POST", "/v1/admin/sessions/end", { agent });
  }
  admins(): Promise<AdminList> {
    return this.json("GET", "/v1/admin/admins");
  }
  /** One session of an admin's; without one: all of theirs. */
  async endAdminSessions(admin: string, session?: string): Promise<void> {
    await this.send("POST", "/v1/admin/admins/end", session === undefined ? { admin } : { admin, session });
  }
  overview(): Promise<Overview> {
    return this.json("GET", "/v1/admin/overview");
  }
  writes(filter: WriteFilter): Promise<WriteList> {
    return this.json("GET", "/v1/admin/writes" + search(filter));
  }
  async package(account: string): Promise<Blob> {
    const answer = await this.send("GET", `/v1/admin/accounts/${encodeURIComponent(account)}/package`);
    return answer.blob();
  }
  troubles(): Promise<TroubleList> {
    return this.json("GET", "/v1/admin/troubles");
  }
  /** What dropping it would discard. */
  flood(filter: FloodFilter): Promise<Flood> {
    return this.json("POST", "/v1/admin/floods/preview", filter);
  }
  /** Discards some of it, and tells what is left. */
  dropFlood(filter: FloodFilter): Promise<FloodDropped> {
    return this.json("POST", "/v1/admin/floods/drop", filter);
  }
  audit(before: number | undefined, during: Period = {}): Promise<AuditList> {
    return this.json("GET", "/v1/admin/audit" + search({ before, ...during }));
  }
  async auditTable(during: Period): Promise<Blob> {
    const answer = await this.send("GET", "/v1/admin/audit.csv" + search({ ...during }));
    return answer.blob();
  }
  /** Has an account's cloud, or Twilio, asked again at once. */
  async reopen(account: string): Promise<void> {
    await this.send("POST", `/v1/admin/accounts/${encodeURIComponent(account)}/reopen`);
  }
  doctor(): Promise<DoctorReport> {
    return this.json("GET", "/v1/admin/doctor", undefined, clouds);
  }
  rehearse(account: string): Promise<Rehearsal> {
    return this.json("POST", `/v1/admin/accounts/${encodeURIComponent(account)}/rehearsal`, undefined, clouds);
  }
  async retryWrite(key: string): Promise<void> {
    await this.send("POST", `/v1/admin/writes/${key}/retry`);
  }
}
