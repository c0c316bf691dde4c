import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "../agent/shell/app";
import { Workspace } from "../agent/shell/workspace";
import { features } from "../agent/features";
import { Client } from "../api/client";
import type { LiveOptions } from "../api/live";
import type { Interaction } from "../api/schema";
import { anna, connected, me, ringing, wrapUp } from "../dev/fixtures";
import type { Host } from "../hosts/host";
import { Features } from "../ui/features";

/** The widget beside the ticket of these interactions. */
async function beside(interactions: Interaction[]) {
  const asked: string[] = [];
  const popped: string[] = [];
  const shown = vi.fn();
  vi.stubGlobal("fetch", async (url: string, o: RequestInit) => {
    asked.push(`${o.method} ${url}`);
    const answers: Record<string, unknown> = {
      "/v1/sessions/sandbox": { token: "t", expires_at: "2030-01-01T00:00:00Z", expires_in: 900, renewal: "r", ends_at: "2030-01-01T11:45:00Z", agent: { id: "support/17", name: "Anna" } },
      "/v1/me": me,
      "/v1/interactions": { seq: 5, interactions: url.includes("active=true") ? [] : interactions },
    };
    return new Response(JSON.stringify(answers[url.split("?")[0]!] ?? {}));
  });
  const host: Host = {
    kind: "zendesk",
    context: () => Promise.resolve({ user: anna, record: interactions[0]?.ticket.id }),
    onContextChange: () => undefined,
    onDial: () => undefined,
    pop: (t) => void popped.push(t.id),
    setTitle: () => undefined,
    setHeight: () => undefined,
    attention: () => undefined,
    showPane: shown,
  };
  let live: LiveOptions | undefined;
  const boot = { host: "zendesk", location: "ticket_sidebar", account: "support", sign_in: "sandbox", token: "", nonce: "", frame: "", app: "", origins: [] } as const;
  const workspace = new Workspace({ client: new Client(), host, boot: { ...boot, origins: [] }, openLive: (o) => ((live = o), { renewed: () => undefined }) });
  const parts = new Features(features);
  await parts.all(); // a page fetches most of them as they are wanted
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  await act(async () => {
    render(<App workspace={workspace} features={parts} />, root);
    await workspace.start();
  });
  return { root, asked, popped, shown, live: () => live!, hear: (interaction: Interaction) => act(() => live?.message({ kind: "interaction", seq: 6, interaction })) };
}

beforeEach(() => void vi.stubGlobal("ResizeObserver", class { observe() {} disconnect() {} }));
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const closed = (): Interaction => ({ ...wrapUp(), state: "closed" });

test("a ticket's sidebar loads that ticket's interactions, closed ones too, and nobody else's", async () => {
  const own = closed();
  const p = await beside([own]);
  const lists = p.asked.filter((a) => a.startsWith("GET /v1/interactions"));
  expect(lists.filter((a) => !a.includes(`ticket=${own.ticket.id}`))).toEqual([]); // nothing of other tickets
  expect(lists).toContain(`GET /v1/interactions?ticket=${own.ticket.id}&limit=50`);
  expect(p.root.querySelectorAll(".list .row")).toHaveLength(1);
  await p.hear({ ...closed(), id: "01other", ticket: { ...own.ticket, id: "999" } });
  expect(p.root.querySelectorAll(".list .row")).toHaveLength(1);
  act(() => p.root.querySelector<HTMLElement>(".list .row")?.click());
  await vi.waitFor(() => expect(p.root.querySelector(".call .items, .call .item")).not.toBeNull());
  expect(p.root.querySelector(".timeline")).not.toBeNull();
});

test("what the agent has in the pane is a line in the sidebar, and brings the pane up; a colleague's call is shown in full", async () => {
  const own = { ...connected(), ticket: closed().ticket };
  const p = await beside([own]);
  expect(p.root.querySelector(".call-bar, .note, .asks")).toBeNull();
  act(() => p.root.querySelector<HTMLElement>(".list .row")?.click());
  expect(p.shown).toHaveBeenCalledOnce();
  expect(p.root.querySelector(".call-bar, .note, .asks")).toBeNull();
  await p.hear({ ...wrapUp(), id: own.id, ticket: own.ticket, version: own.version + 1 });
  expect(p.root.querySelector(".note")).toBeNull();
  await p.hear({ ...connected(), id: "01other", ticket: own.ticket, agent: { id: "support/18", name: "Ben" } });
  expect(p.root.querySelector(".call-bar")).not.toBeNull();
});

test("a sidebar is no second desk: it does not ring, hang up, wrap up, count as presence or move the page", async () => {
  const own = { ...connected(), ticket: closed().ticket, agent: { id: "support/18", name: "Ben" } };
  const p = await beside([own]);
  expect(p.live().tab).toBeUndefined();
  expect(p.root.querySelector(".call-bar")).not.toBeNull();
  expect(p.root.querySelector(".call-bar button")).toBeNull();
  expect(p.root.querySelector(".call-word")?.textContent).toBe("");
  await p.hear({ ...wrapUp(), id: own.id, ticket: own.ticket, version: own.version + 1 });
  expect(p.root.querySelector(".wrap-up")).toBeNull();
  const call = { ...ringing(), id: "01ring", ticket: own.ticket };
  await p.hear(call);
  expect(p.root.querySelector(".ring-card")).toBeNull();
  await p.hear({ ...connected(), id: "01ring", ticket: own.ticket, version: call.version + 1 });
  expect(p.root.querySelector(".words .message")).toBeNull();
  expect(p.popped).toEqual([]);
});
