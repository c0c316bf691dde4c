import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test, vi } from "vitest";
import { PackageButton } from "../admin/package";
import { AdminClient } from "../api/admin";
import type { AccountHealth } from "../api/schema";

const account = (kind: AccountHealth["kind"]): AccountHealth => ({ name: "support", kind, url: "https://acme.zendesk.com", state: "ok" });

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** The button, over a server with one answer. */
function shown(kind: AccountHealth["kind"], answer: () => Response) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return answer();
  });
  const kept: { name: string; href: string }[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    kept.push({ name: this.download, href: this.href });
  });
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  act(() => render(<PackageButton client={new AdminClient()} account={account(kind)} />, root));
  return { root, asked, kept, press: () => act(() => root.querySelector("button")?.click()) };
}

test("the account's package is a file with its name", async () => {
  const p = shown("zendesk", () => new Response("PK"));
  expect(p.root.textContent).toBe("Download the Zendesk app");
  await p.press();
  await vi.waitFor(() => expect(p.kept).toHaveLength(1));
  expect(p.asked).toEqual(["/v1/admin/accounts/support/package"]);
  expect(p.kept[0]?.name).toBe("deskside-support-zendesk.zip");
});

test("why there is none is said", async () => {
  const p = shown("zendesk", () => new Response(JSON.stringify({ code: "no_package", message: "The package cannot be made: public_url is http.", request_id: "r" }), { status: 409 }));
  await p.press();
  await vi.waitFor(() => expect(p.root.textContent).toContain("public_url is http"));
  expect(p.kept).toEqual([]);
});

test("Twilio has no package", () => {
  expect(shown("twilio", () => new Response()).root.textContent).toBe("");
});
