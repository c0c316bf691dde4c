import { expect, test, vi } from "vitest";
import { Workspace } from "../agent/shell/workspace";
import { Client } from "../api/client";
import { anna, me } from "../dev/fixtures";
import type { Host } from "../hosts/host";

const answers: Record<string, unknown> = {
  "/v1/sessions/sandbox": { token: "t", expires_at: "2030-01-01T00:00:00Z", expires_in: 900, renewal: "r", ends_at: "2030-01-01T11:45:00Z", agent: { id: "support/17", name: "Anna" } },
  "/v1/me": me,
  "/v1/interactions": { seq: 5, interactions: [] },
};

test("what is shown first is asked for at once: no answer is waited for before all of it is on its way", async () => {
  const asked: string[] = [];
  let allAsked: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (allAsked = resolve));
  vi.stubGlobal("fetch", async (url: string) => {
    const path = new URL(url, "http://desk.example.com").pathname;
    if (path !== "/v1/sessions/sandbox") {
      asked.push(path);
      if (asked.length === 3) allAsked();
      await held;
    }
    return new Response(JSON.stringify(answers[path]));
  });
  const host: Host = {
    kind: "zendesk",
    context: () => Promise.resolve({ user: anna, record: "1" }),
    onContextChange: () => undefined,
    onDial: () => undefined,
    pop: () => undefined,
    setTitle: () => undefined,
    setHeight: () => undefined,
    attention: () => undefined,
  };
  const workspace = new Workspace({
    client: new Client(),
    host,
    boot: { host: "zendesk", location: "top_bar", account: "support", sign_in: "sandbox", token: "", nonce: "", frame: "", app: "", origins: [] },
    openLive: () => ({ renewed: () => undefined }),
    connect: () => Promise.resolve({ status: "open", hangUp: () => Promise.resolve(), mute: () => undefined, press: () => undefined }),
  });
  await workspace.start();
  expect(workspace.state.phase).toBe("ready");
  expect(asked.slice(0, 3)).toEqual(["/v1/me", "/v1/interactions", "/v1/interactions"]);
});
