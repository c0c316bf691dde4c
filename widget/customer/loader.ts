// contact.js: puts the contact page over a company's own page. A classic script
// without dependencies, loaded by
//   <script src="https://desk.example.com/contact.js" data-app="shop" async></script>
// data-lang="ja" (or lang) says which language the page speaks; without it, the browser's is taken.

/** One unsigned fact that a page knows. */
interface PageField {
  key: string;
  label?: string;
  value: string;
  type?: "text" | "number" | "date" | "url" | "boolean";
}

interface Issue {
  /** As it is, or by language: en, ja, ko. */
  label: string | Record<string, string>;
  children?: Issue[];
}

type Given = string | (() => Promise<string> | string);

interface Options {
  /** The signed packet, or how to get a fresh one when the customer starts. */
  packet?: Given;
  /** Without a packet: what the page got for the app's challenge (Turnstile, hCaptcha), or how to get it then. */
  challenge?: Given;
  fields?: PageField[];
  issues?: Issue[];
  /** What the customer is looking at. */
  item?: string | { name: string; id?: string; url?: string };
}

/** The contact page's name, for screen readers, where it is not English. */
const titles: Record<string, string> = { ja: "お問い合わせ", ko: "고객 문의" };

(() => {
  const script = document.currentScript as HTMLScriptElement | null;
  if (script === null || "Deskside" in window) return;
  const home = new URL(script.src).origin;
  const app = script.dataset["app"] ?? "";
  const lang = script.dataset["lang"] || script.lang;
  const title = titles[(lang || navigator.language).slice(0, 2).toLowerCase()] ?? "Contact support";

  const view = window.visualViewport;
  let overlay: HTMLDialogElement | undefined;
  let frame: HTMLIFrameElement | undefined;
  let options: Options = {};
  let before: Element | null = null;
  let ready = false;

  const post = (message: unknown) => frame?.contentWindow?.postMessage(message, home);

  function facts(): PageField[] {
    const item = options.item;
    const all: PageField[] = [
      { key: "page_url", label: "Page address", value: location.href, type: "url" },
      { key: "page_title", label: "Page", value: document.title },
      { key: "language", label: "Language", value: navigator.language },
      { key: "screen_size", label: "Screen size", value: `${screen.width} × ${screen.height}` },
    ];
    if (typeof item === "string") all.unshift({ key: "item", label: "Item in view", value: item });
    else if (item !== undefined) {
      all.unshift({ key: "item", label: "Item in view", value: item.name });
      if (item.id !== undefined) all.push({ key: "item_id", label: "Item number", value: item.id });
      if (item.url !== undefined) all.push({ key: "item_url", label: "Item address", value: item.url, type: "url" });
    }
    return all.concat(options.fields ?? []);
  }

  async function given(what: Given | undefined): Promise<string | undefined> {
    return typeof what === "function" ? what() : what;
  }

  /** A backend that does not sign in time leaves a visitor with what they have passed. */
  async function vouch(n: unknown): Promise<void> {
    const late = new Promise<undefined>((r) => setTimeout(r, 5e3));
    const packet = await Promise.race([given(options.packet), late]).catch(() => undefined);
    const challenge = packet ? undefined : await given(options.challenge).catch(() => undefined);
    post({ type: "deskside:contact-packet", n, packet, challenge });
  }

  addEventListener("message", (e: MessageEvent<{ type?: unknown; n?: unknown } | null>) => {
    if (frame === undefined || e.source !== frame.contentWindow || e.origin !== home || typeof e.data !== "object" || e.data === null) return;
    const { type, n } = e.data;
    if (type === "deskside:contact-ready") {
      ready = true;
      post({ type: "deskside:contact-open", fields: facts(), issues: options.issues ?? [], packet: !!options.packet, challenge: !!options.challenge });
      frame.focus();
    } else if (type === "deskside:contact-packet-please") void vouch(n);
    else if (type === "deskside:contact-close") close();
    else if (type === "deskside:contact-small") shape(true);
    else if (type === "deskside:contact-full") shape(false);
  });

  /** The page may have a call going on: it asks the customer first, whoever wants it closed. */
  function askToClose(): void {
    if (ready) post({ type: "deskside:contact-close-please" });
    else close();
  }

  function open(wanted: Options = {}): void {
    if (overlay !== undefined) return frame?.focus();
    options = wanted;
    ready = false;
    before = document.activeElement;
    const d = document.createElement("dialog");
    d.setAttribute("aria-label", title);
    d.setAttribute("aria-modal", "true");
    const f = document.createElement("iframe");
    f.title = title;
    f.allow = "microphone; camera; geolocation; autoplay";
    f.referrerPolicy = "no-referrer";
    f.src = `${home}/contact?app=${encodeURIComponent(app)}&page_origin=${encodeURIComponent(location.origin)}${lang && `&lang=${encodeURIComponent(lang)}`}`;
    d.append(f);
    d.addEventListener("cancel", (e) => {
      e.preventDefault(); // Escape
      askToClose();
    });
    d.addEventListener("click", (e) => e.target === d && askToClose());
    document.body.append(d);
    overlay = d;
    frame = f;
    shape(false);
    f.focus();
  }

  /** In full, which makes the rest of the page inert; or as a bar in its corner, beside which the page can be used. */
  function shape(small: boolean): void {
    if (overlay === undefined || frame === undefined) return;
    overlay.close();
    const narrow = matchMedia("(max-width: 560px)").matches;
    style(overlay, {
      position: "fixed", inset: small ? "auto 16px 16px auto" : "0", width: small ? "260px" : "100vw", height: small ? "56px" : "100dvh", "max-width": "none", "max-height": "none",
      margin: "0", padding: "0", border: "0", background: small ? "none" : "rgb(15 23 32 / 50%)", overflow: "visible", "z-index": "2147483647",
    });
    const full = narrow || small;
    style(frame, {
      position: "absolute", border: "0", background: "Canvas", "color-scheme": "light dark", inset: full ? "0" : "auto 24px 24px auto", width: full ? "100%" : "400px",
      height: full ? "100%" : "min(680px, 100% - 48px)", "border-radius": narrow && !small ? "0" : "14px", "box-shadow": "0 16px 60px rgb(0 0 0 / 30%)",
    });
    if (small) overlay.show();
    else overlay.showModal();
    fit();
  }

  /** A keyboard on the screen leaves less of it, and Hang up must stand above; a page that is magnified keeps its place. */
  function fit(): void {
    if (view?.scale === 1 && overlay?.matches(":modal")) style(overlay, { top: view.offsetTop + "px", height: view.height + "px" });
  }
  for (const change of ["resize", "scroll"]) view?.addEventListener(change, fit);

  function close(): void {
    if (overlay === undefined) return;
    overlay.close();
    overlay.remove();
    overlay = frame = undefined;
    if (before instanceof HTMLElement) before.focus();
  }

  function style(e: HTMLElement, rules: Record<string, string>): void {
    for (const [name, value] of Object.entries(rules)) e.style.setProperty(name, value);
  }

  Object.assign(window, { Deskside: { open, close: askToClose } });
})();
