import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { App } from "../agent/shell/app";
import { Workspace } from "../agent/shell/workspace";
import { Client } from "../api/client";
import type { HostContext } from "../hosts/host";
import { Features } from "../ui/features";
import { speak } from "../words/catalogue";
import { allWords } from "./words";

afterEach(async () => {
  vi.useRealTimers();
  await speak("en");
});

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

test.each([
  ["en", "Zendesk did not say who you are. An admin must install the Deskside app again, with signed addresses."],
  ["ja", "Zendeskから本人の情報が届きませんでした。管理者が署名付きURLを有効にして、アプリを再インストールする必要があります。"],
  ["ko", "Zendesk가 사용자 정보를 알려 주지 않았습니다. 관리자가 서명된 URL을 사용하도록 Deskside 앱을 다시 설치해야 합니다."],
] as const)("who is not let in reads why in %s, though those words come only then", async (language, why) => {
  await speak(language, allWords);
  const workspace = new Workspace({
    client: new Client(),
    host: { kind: "zendesk", context: () => Promise.resolve({}), onContextChange: () => undefined, onDial: () => undefined, pop: () => undefined, setTitle: () => undefined, setHeight: () => undefined, attention: () => undefined },
    boot: { host: "zendesk", location: "top_bar", account: "support", sign_in: "zendesk", token: "", nonce: "", frame: "", app: "", origins: [] },
  });
  const root = document.createElement("div");
  await act(async () => {
    render(<App workspace={workspace} features={new Features([])} />, root);
    await workspace.start();
  });
  expect(root.querySelector("h1 + p")?.textContent).toBe(why);
});
