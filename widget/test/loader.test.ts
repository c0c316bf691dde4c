import { afterEach, expect, test, vi } from "vitest";

// The frame's address is looked at, and never fetched.
Object.assign((window as unknown as { happyDOM: { settings: object } }).happyDOM.settings, { disableIframePageLoading: true });

afterEach(() => {
  vi.resetModules();
  Reflect.deleteProperty(window, "Deskside");
  document.body.replaceChildren();
});

/** The contact page as a company's page opens it, with these attributes on the script. */
async function opened(attributes: Record<string, string>, browser = "en-US"): Promise<{ title: string | undefined; label: string | null | undefined; lang: string | null }> {
  const script = document.createElement("script");
  for (const [name, value] of Object.entries({ src: "https://desk.example.com/contact.js", "data-app": "shop", ...attributes })) script.setAttribute(name, value);
  vi.spyOn(document, "currentScript", "get").mockReturnValue(script);
  vi.spyOn(navigator, "language", "get").mockReturnValue(browser);
  // @ts-expect-error it is a classic script, not a module
  await import("../customer/loader");
  (window as unknown as { Deskside: { open: () => void } }).Deskside.open();
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
