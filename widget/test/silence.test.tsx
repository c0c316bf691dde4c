import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { App } from "../agent/shell/app";
import { Workspace } from "../agent/shell/workspace";
import { Client } from "../api/client";
import type { HostContext } from "../hosts/host";
import { Features } from "../ui/features";

afterEach(() => vi.useRealTimers());

test("an agent whose CRM's page says nothing reads so, and comes in when it does", async () => {
  vi.useFakeTimers();
  let tell: (c: HostContext) => void = () => undefined;
  const context = new Promise<HostContext>((resolve) => (tell = resolve));
  const again = vi.fn();
  const workspace = new Workspace({
    client: new Client(),
    host: { kind: "salesforce", context: () => context, again, onContextChange: () => undefined, onDial: () => undefined, pop: () => undefined, setTitle: () => undefined, setHeight: () => undefined, attention: () => undefined },
    boot: { host: "salesforce", location: "", account: "sales", sign_in: "sandbox", token: "", nonce: "", frame: "", app: "", origins: [] },
  });
  const root = document.createElement("div");
  await act(() => render(<App workspace={workspace} features={new Features([])} />, root));
  void workspace.start();
  await act(async () => void (await vi.advanceTimersByTimeAsync(13_000)));
  expect(root.querySelector("[role=status]")?.textContent).toBe("The CRM’s page does not answer. Trying again…");
  expect(again).toHaveBeenCalledTimes(2);
  await act(async () => {
    tell({ record: "500A" });
    await vi.advanceTimersByTimeAsync(2_000); // between two questions
  });
  expect(workspace.state).toMatchObject({ phase: "sign_in", record: "500A" });
  await act(async () => void (await vi.advanceTimersByTimeAsync(60_000)));
  expect(again).toHaveBeenCalledTimes(2);
});
