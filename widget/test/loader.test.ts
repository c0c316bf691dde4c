import { afterEach, expect, test, vi } from "vitest";

// The frame's address is looked at, and never fetched.
Object.assign((window as unknown as { happyDOM: { settings: object } }).happyDOM.settings, { disableIframePageLoading: true });

afterEach(() => {
  vi.useRealTimers();
  vi.resetModules();
  Reflect.deleteProperty(window, "Deskside");
  document.body.replaceChildren();
});

/** The contact page as a company's page opens it, with these attributes on the script. */
async function opened(attributes: Record<string, string>, browser = "en-US", options?: unknown): Promise<{ title: string | undefined; label: string | null | undefined; lang: string | null }> {
  const script = document.createElement("script");
  for (const [name, value] of Object.entries({ src: "https://desk.example.com/contact.js", "data-app": "shop", ...attributes })) script.setAttribute(name, value);
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  vi.spyOn(navigator, "language", "get").mockReturnValue(browser);
  // @ts-expect-error it is a classic script, not a module
  await import("../customer/loader");
  (window as unknown as { Deskside: { open: (o: unknown) => void } }).Deskside.open(options);
  const frame = document.querySelector("iframe");
  return { title: frame?.title, label: document.querySelector("dialog")?.getAttribute("aria-label"), lang: new URL(frame?.src ?? "").searchParams.get("lang") };
}

test.each([
  [{ "data-lang": "ja" }, "en-US", { title: "お問い合わせ", label: "お問い合わせ", lang: "ja" }],
  [{ lang: "ko-KR" }, "en-US", { title: "고객 문의", label: "고객 문의", lang: "ko-KR" }],
  [{}, "ja-JP", { title: "お問い合わせ", label: "お問い合わせ", lang: null }], // the page asks the browser itself
  [{ "data-lang": "fr" }, "ja", { title: "Contact support", label: "Contact support", lang: "fr" }],
  [{}, "en-US", { title: "Contact support", label: "Contact support", lang: null }],
])("with %o in a browser that speaks %s", async (attributes, browser, shown) => {
  expect(await opened(attributes, browser)).toEqual(shown);
});

/** What the page gives when the contact page asks for its word, after so long. */
async function vouched(options: unknown, after = 0): Promise<unknown> {
  vi.useFakeTimers();
  await opened({}, "en-US", options);
  const post = vi.fn();
  const frame = { postMessage: post };
  Object.defineProperty(document.querySelector("iframe"), "contentWindow", { value: frame });
  window.dispatchEvent(new MessageEvent("message", { data: { type: "deskside:contact-packet-please", n: 1 }, origin: "https://desk.example.com", source: frame as unknown as MessageEventSource }));
  await vi.advanceTimersByTimeAsync(after);
  return post.mock.calls[0]?.[0];
}

const passed = () => "passed";
test.each([
  ["a packet", { packet: "a.b.c", challenge: passed }, 0, { packet: "a.b.c" }],
  ["a packet that is made then", { packet: () => Promise.resolve("a.b.c"), challenge: passed }, 0, { packet: "a.b.c" }],
  ["a challenge alone", { challenge: passed }, 0, { challenge: "passed" }],
  ["a backend that fails, and a challenge", { packet: () => Promise.reject(new Error()), challenge: passed }, 0, { challenge: "passed" }],
  ["a backend that does not answer, and a challenge", { packet: () => new Promise(() => undefined), challenge: passed }, 5_000, { challenge: "passed" }],
  ["neither", {}, 0, {}],
])("a page with %s gives its word", async (_, options, after, word) => {
  expect(await vouched(options, after)).toEqual({ type: "deskside:contact-packet", n: 1, ...word });
});

test("whoever closes it, the customer is asked first; a page that is not there yet goes at once", async () => {
  await opened({});
  const page = (window as unknown as { Deskside: { close: () => void; open: () => void } }).Deskside;
  const post = vi.fn();
  const frame = { postMessage: post };
  Object.defineProperty(document.querySelector("iframe"), "contentWindow", { value: frame });
  const told = (type: string) => window.dispatchEvent(new MessageEvent("message", { data: { type }, origin: "https://desk.example.com", source: frame as unknown as MessageEventSource }));
  told("deskside:contact-ready");
  page.close();
  expect(post).toHaveBeenLastCalledWith({ type: "deskside:contact-close-please" }, "https://desk.example.com");
  expect(document.querySelector("dialog")).not.toBeNull();
  told("deskside:contact-close"); // they want to
  expect(document.querySelector("dialog")).toBeNull();
  page.close(); // what is closed stays so
  page.open();
  page.close();
  expect(document.querySelector("dialog")).toBeNull();
});
