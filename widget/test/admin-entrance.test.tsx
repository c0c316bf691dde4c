import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { Board } from "../admin/board";
import { Admin } from "../admin/entrance";
import { backIn, linkIn, SignIn, type Pocket } from "../admin/signin";
import { AdminClient } from "../api/admin";
import { accounts, queues } from "../dev/fixtures";

afterEach(() => {
  const root = document.body.firstElementChild;
  if (root !== null) render(null, root);
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const session = { token: "t", renewal: "r", expires_in: 900, expires_at: "2030-01-01T00:00:00Z", ends_at: "2030-01-01T11:45:00Z", agent: { id: "admin", name: "Admin" } };
const overview = { accounts, queues, live: [], active: 0, agents: [], counts: { waiting: 0, sending: 0, held: 0, landed: 0, dropped: 0 } };

/** The admin's page before a server that knows one passphrase and one link. */
async function open(hash: string, boot: { sign_in: "passphrase" | "sandbox"; account: string; provider?: string } = { sign_in: "passphrase", account: "" }, back = false) {
  const requests: { route: string; body: unknown }[] = [];
  const server = { knows: true };
  const refuse = (status: number, code: string, message: string) => Response.json({ code, message, request_id: "r" }, { status });
  vi.stubGlobal("fetch", (address: string, o: RequestInit) => {
    const url = new URL(address, "http://deskside");
    const route = `${o.method} ${url.pathname}${url.searchParams.has("everywhere") ? url.search : ""}`;
    const body = typeof o.body === "string" ? (JSON.parse(o.body) as Record<string, string>) : {};
    if (route.includes("/sessions")) requests.push({ route, body });
    const answer = () => {
      if (route === "POST /v1/sessions/admin") return body["passphrase"] === "a lamp behind the harbour" ? Response.json(session, { status: 201 }) : refuse(401, "passphrase_refused", "This is not the passphrase.");
      if (route === "PUT /v1/sessions/admin/passphrase") return body["link"] === "good" ? Response.json(session, { status: 201 }) : refuse(401, "link_refused", "This link has been used.");
      if (route === "POST /v1/sessions/admin/provider") return Response.json({ url: "https://login.example.com/authorize?state=s", flow: "the-flow" }, { status: 201 });
      if (route === "POST /v1/sessions/admin/provider/finish") {
        if (body["code"] !== "good") return refuse(403, "no_role", "Acme knows you, and you have no role here.");
        return Response.json({ ...session, agent: { id: "provider/ben", name: "Ben (ben@acme.example)" }, admin_role: "supervisor" }, { status: 201 });
      }
      if (route === "POST /v1/sessions/sandbox") return Response.json(session, { status: 201 });
      if (!server.knows) return refuse(401, route.endsWith("/renew") ? "sign_in_again" : "session_expired", "Your sign-in has ended.");
      if (route === "GET /v1/admin/overview") return Response.json(overview);
      return Response.json({ writes: [], troubles: [] });
    };
    return Promise.resolve(answer());
  });
  const client = new AdminClient();
  const signIn = new SignIn(client, boot, linkIn(hash), back);
  const board = new Board(client);
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  await act(() => render(<Admin signIn={signIn} board={board} />, root));
  const text = () => root.textContent ?? "";
  return {
    root, requests, server, signIn, board, text,
    type: (id: string, value: string) =>
      act(() => {
        const field = root.querySelector<HTMLInputElement>("#" + id)!;
        field.value = value;
        void field.dispatchEvent(new Event("input"));
      }),
    submit: () => act(() => void root.querySelector("form")!.dispatchEvent(new Event("submit", { cancelable: true }))),
    /** Resolves as soon as it says so. */
    until: (words: string) => vi.waitFor(() => expect(text()).toContain(words), { interval: 1 }),
  };
}

test("the passphrase opens the page; a wrong one says so and asks again", async () => {
  const p = await open("");
  expect(p.text()).not.toContain("Zendesk");
  await p.type("passphrase", "wrong");
  await p.submit();
  await p.until("This is not the passphrase.");
  await p.type("passphrase", "a lamp behind the harbour");
  await p.submit();
  await p.until("Updated");
  expect(p.requests.map((r) => r.body)).toEqual([{ passphrase: "wrong" }, { passphrase: "a lamp behind the harbour" }]);
});

test("a one-time link lets the admin choose a passphrase, twice the same and long enough", async () => {
  const p = await open("#once=good");
  expect(p.text()).toContain("Choose the admin’s passphrase");
  for (const [first, second, problem] of [
    ["too short", "too short", "needs at least 12 characters"],
    ["a lamp behind the harbour", "a lamp behind the harbor", "The two are not the same."],
  ] as const) {
    await p.type("passphrase", first);
    await p.type("again", second);
    await p.submit();
    await p.until(problem);
  }
  expect(p.requests).toEqual([]);
  await p.type("again", "a lamp behind the harbour");
  await p.submit();
  await p.until("Updated");
  expect(p.requests).toEqual([{ route: "PUT /v1/sessions/admin/passphrase", body: { link: "good", passphrase: "a lamp behind the harbour" } }]);
});

test("a link that was used says so, and leaves the passphrase to sign in with", async () => {
  const p = await open("#once=old");
  await p.type("passphrase", "a lamp behind the harbour");
  await p.type("again", "a lamp behind the harbour");
  await p.submit();
  await p.until("This link has been used.");
  expect(p.root.querySelector("#again")).toBeNull();
});

test("an admin whose session is renewed no more is asked for the passphrase, and told why", async () => {
  const p = await open("");
  await p.type("passphrase", "a lamp behind the harbour");
  await p.submit();
  await p.until("Updated");
  p.server.knows = false;
  // A view of the page may say so first: what counts is that the page is left.
  await vi.waitFor(() => expect(p.root.querySelector("#passphrase")).not.toBeNull(), { interval: 1 });
  expect(p.text()).toContain("Your session has ended. Sign in again here.");
});

test("in the sandbox nobody is asked", async () => {
  const p = await open("", { sign_in: "sandbox", account: "support" });
  await act(() => p.signIn.sandbox());
  await p.until("Updated");
  expect(p.requests[0]?.body).toMatchObject({ account: "support", role: "admin" });
});

test("only a link's own part of the address is taken for one", () => {
  expect(linkIn("#once=a.b-c_d")).toBe("a.b-c_d");
  for (const hash of ["", "#", "#health", "#record?once=x"]) expect(linkIn(hash)).toBe("");
});

test("signing out ends the session at the server, and everywhere only when it is meant", async () => {
  const p = await open("");
  const press = (words: string) => act(() => [...p.root.querySelectorAll("button")].find((b) => b.textContent === words)!.click());
  const enter = async () => {
    await p.type("passphrase", "a lamp behind the harbour");
    await p.submit();
    await p.until("Updated");
  };
  await enter();
  await press("Sign out");
  await p.until("Passphrase");
  await enter();
  await press("Sign out everywhere");
  expect(p.requests.map((r) => r.route).filter((r) => r.endsWith("/end"))).toEqual(["POST /v1/sessions/end"]);
  await press("Really everywhere?");
  await p.until("Passphrase");
  expect(p.requests.at(-1)).toEqual({ route: "POST /v1/sessions/end?everywhere=true", body: {} });
});

/** What a tab keeps. */
class Kept extends Map<string, string> implements Pocket {
  getItem = (key: string) => this.get(key) ?? null;
  setItem = (key: string, value: string) => void this.set(key, value);
  removeItem = (key: string) => void this.delete(key);
}

test("the identity provider is offered where there is one, and the browser goes there with nothing but the address", async () => {
  expect((await open("")).text()).not.toContain("Sign in with");
  const p = await open("", { sign_in: "passphrase", account: "", provider: "Acme" });
  expect(p.text()).toContain("Sign in with Acme");
  const pocket = new Kept();
  const went: string[] = [];
  await p.signIn.leaveForProvider(pocket, (address) => went.push(address));
  expect(went).toEqual(["https://login.example.com/authorize?state=s"]);
  expect([...pocket.values()]).toEqual(["the-flow"]);
});

test("back from the provider, whoever was let in is named with their role; the flow is used up", async () => {
  const p = await open("", { sign_in: "passphrase", account: "", provider: "Acme" }, true);
  expect(p.text()).toContain("Starting");
  const pocket = new Kept([["deskside.flow", "the-flow"]]);
  await act(() => p.signIn.backFromProvider(backIn("?state=s&code=good&iss=https%3A%2F%2Flogin.example.com&session_state=x")!, pocket));
  await p.until("Updated");
  expect(p.requests.at(-1)?.body).toEqual({ flow: "the-flow", state: "s", code: "good", iss: "https://login.example.com" });
  for (const word of ["Ben (ben@acme.example)", "Supervisor"]) expect(p.text()).toContain(word);
  expect(pocket.size).toBe(0);
});

test.each([
  [[["deskside.flow", "the-flow"]] as const, "you have no role here"],
  [[] as const, "begun in another tab"],
])("who is not let in is told why, and has the passphrase left (%#)", async (kept, why) => {
  const p = await open("", { sign_in: "passphrase", account: "", provider: "Acme" }, true);
  await act(() => p.signIn.backFromProvider({ state: "s", code: "bad" }, new Kept(kept)));
  await p.until(why);
  expect(p.root.querySelector("#passphrase")).not.toBeNull();
});

test("only an answer of the provider's is taken for one", () => {
  expect(backIn("?state=s&error=access_denied")).toEqual({ state: "s", error: "access_denied" });
  for (const search of ["", "?state=s", "?code=c", "?account=support"]) expect(backIn(search)).toBeUndefined();
});
