/** What a notification says. */
export interface Notice {
  /** One id, one notification, whichever of the agent's pages shows it. */
  id: string;
  title: string;
  text: string;
}

/** The browser's own notifications, for an agent who looks at another window. */
export class Notifier {
  #shown: Notification | undefined;
  readonly #page: Window;

  constructor(page: Window = window) {
    this.#page = page;
  }

  /** Whether a click could switch them on. Browsers let frames of other sites not even ask. */
  get askable(): boolean {
    return typeof Notification !== "undefined" && Notification.permission === "default" && this.#page.top === this.#page;
  }

  /** Call it in a click. */
  async ask(): Promise<void> {
    await Notification.requestPermission();
  }

  show(n: Notice): void {
    if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
    if (this.#page.document.visibilityState === "visible" && this.#page.document.hasFocus()) return;
    this.close();
    const shown = new Notification(n.title, { body: n.text, tag: "deskside-" + n.id, requireInteraction: true, silent: true }); // the ring is ours
    shown.onclick = () => {
      this.#page.focus();
      shown.close();
    };
    this.#shown = shown;
  }

  close(): void {
    this.#shown?.close();
    this.#shown = undefined;
  }
}
