import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AdminClient } from "../api/admin";
import { agentsDoor, Entry, type User } from "../api/entry";
import type { Session } from "../api/schema";
import { readBoot, type Boot } from "../boot";
import type { Host } from "../hosts/host";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const life = 900; // seconds

interface Asked {
  route: string;
  bearer: string | undefined;
  body: unknown;
}

/** A page of that kind, and a server that answers with sessions number 1, 2, 3 … or as told. */
function open(boot: Partial<Boot>, host: Pick<Host, "proof"> = {}) {
  const asked: Asked[] = [];
  const troubles: (Response | "silent")[] = [];
  let n = 0;
  vi.stubGlobal("fetch", (path: string, r: RequestInit) => {
    const bearer = new Headers(r.headers).get("Authorization")?.replace("Bearer ", "");
    asked.push({ route: `${r.method} ${path}`, bearer, body: r.body === undefined ? undefined : JSON.parse(String(r.body)) });
    const trouble = troubles.shift();
    if (trouble === "silent") return Promise.reject(new TypeError("no network"));
    if (trouble !== undefined) return Promise.resolve(trouble);
    if (!path.startsWith("/v1/sessions")) return Promise.resolve(Response.json({}));
    n++;
    const session: Session = {
      token: "token " + n, renewal: "renewal " + n, expires_in: life, expires_at: "1999-01-01T00:00:00Z", // the clock of this page is wrong
      ends_at: "1999-01-01T11:45:00Z", agent: { id: "support/17", name: "Ann" },
    };
    return Promise.resolve(Response.json(session, { status: 201 }));
  });
  const client = new AdminClient();
  const renewed: string[] = [];
  const empty = readBoot(document.implementation.createHTMLDocument());
  const entry = new Entry({ client, renewed: (t) => renewed.push(t) });
  const enter = (user?: User) => entry.enter(agentsDoor(client, { ...empty, account: "support", ...boot }, host, user));
  return { asked, troubles, client, entry, enter, renewed };
}

function refusal(status: number, code: string): Response {
  return Response.json({ code, message: "No.", request_id: "r" }, { status });
}

test("Zendesk's token is shown once, and never a bearer with it", async () => {
  const p = open({ sign_in: "zendesk", token: "a.b.c" });
  p.client.token = "of somebody before";
  await p.enter();
  expect(p.asked).toEqual([{ route: "POST /v1/sessions", bearer: undefined, body: { account: "support", proof: "a.b.c" } }]);
  expect(p.client.token).toBe("token 1");
});

test("a page that Zendesk has not signed asks nobody, and says who can help", async () => {
  const p = open({ sign_in: "zendesk" });
  await expect(p.enter()).rejects.toThrow("An admin must install the Deskside app again");
  expect(p.asked).toEqual([]);
});

test("Salesforce signs the page's nonce; the page's own half goes to our server alone", async () => {
  const proof = vi.fn((nonce: string) => Promise.resolve("signed " + nonce));
  const p = open({ sign_in: "salesforce", account: "sales", nonce: "n", frame: "mine" }, { proof });
  await p.enter();
  expect(proof.mock.calls).toEqual([["n"]]);
  expect(p.asked[0]?.body).toEqual({ account: "sales", proof: "signed n", frame: "mine" });
});

test("what was refused is refused: it is not tried again, and asks for no renewal", async () => {
  const p = open({ sign_in: "zendesk", token: "a.b.c" });
  p.troubles.push(refusal(401, "sign_in_refused"));
  await expect(p.enter()).rejects.toMatchObject({ message: expect.stringContaining("Reload the whole Zendesk tab") as string, passing: false });
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(p.asked).toHaveLength(1);
});

test("the session is renewed before it ends, again and again, and sockets hear of it", async () => {
  const p = open({ sign_in: "zendesk", token: "a.b.c" });
  await p.enter();
  await vi.advanceTimersByTimeAsync(life * 1000 - 1);
  expect(p.asked.slice(1)).toEqual([{ route: "POST /v1/sessions/renew", bearer: "renewal 1", body: undefined }]);
  expect(p.client.token).toBe("token 2");
  await vi.advanceTimersByTimeAsync(life * 1000);
  expect(p.renewed).toEqual(["token 2", "token 3"]);
});

test("a server that is away is asked again until it answers", async () => {
  const p = open({ sign_in: "zendesk", token: "a.b.c" });
  await p.enter();
  p.troubles.push("silent", refusal(503, "sign_in_unavailable"), "silent");
  await vi.advanceTimersByTimeAsync(life * 1000);
  expect(p.renewed).toEqual(["token 2"]);
  expect(p.asked).toHaveLength(5);
});

test("requests that find the session ended are sent again with one new session", async () => {
  const p = open({ sign_in: "zendesk", token: "a.b.c" });
  await p.enter();
  p.troubles.push(refusal(401, "session_expired"), refusal(401, "session_expired"));
  await Promise.all([p.client.json("GET", "/v1/me"), p.client.overview()]);
  expect(p.asked.slice(1).map((a) => [a.route, a.bearer])).toEqual([
    ["GET /v1/me", "token 1"],
    ["GET /v1/admin/overview", "token 1"],
    ["POST /v1/sessions/renew", "renewal 1"],
    ["GET /v1/me", "token 2"],
    ["GET /v1/admin/overview", "token 2"],
  ]);
});

test("who is let go hears why, once", async () => {
  const p = open({ sign_in: "zendesk", token: "a.b.c" });
  await p.enter();
  p.troubles.push(refusal(401, "session_expired"), refusal(401, "sign_in_again"));
  await expect(p.client.json("GET", "/v1/me")).rejects.toMatchObject({ code: "sign_in_again" });
  p.troubles.push(refusal(401, "sign_in_again"));
  expect(await p.entry.stay()).toBe(false);
  expect(p.asked).toHaveLength(4);
});

test("a sandbox that was reset lets the same user in again", async () => {
  const p = open({ sign_in: "sandbox" });
  await p.enter({ id: "17", name: "Ann" });
  p.troubles.push(refusal(401, "unauthorized"));
  expect(await p.entry.stay()).toBe(true);
  expect(p.asked.map((a) => a.route)).toEqual(["POST /v1/sessions/sandbox", "POST /v1/sessions/renew", "POST /v1/sessions/sandbox"]);
  expect(p.asked[2]?.body).toMatchObject({ user: "17", name: "Ann" });
});
