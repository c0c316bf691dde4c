import { signs } from "./zendesk-activity";
import type { ZendeskWire } from "./zendesk-wire";

/**
 * The top bar's pane. What rings opens it; what was then answered elsewhere closes it again,
 * unless the agent had it open before, or has touched it since.
 */
export class Pane {
  readonly #client: ZendeskWire;
  /** As far as is known: Zendesk does not tell of the first time that an agent opens it. */
  #open = false;
  #byRing = false;

  constructor(client: ZendeskWire, page: Window) {
    this.#client = client;
    client.on("pane.activated", () => (this.#open = true));
    client.on("pane.deactivated", () => (this.#open = this.#byRing = false));
    client.on("deskside.show", () => this.#show());
    const touched = () => {
      this.#open = true;
      this.#byRing = false;
    };
    for (const touch of [...signs, "mousemove"]) page.addEventListener(touch, touched, { passive: true, capture: true });
  }

  ring(): void {
    if (!this.#open) this.#byRing = true;
    this.#show();
  }

  #show(): void {
    this.#open = true;
    this.#client.invoke("popover", "show").catch(() => undefined);
  }

  answeredElsewhere(): void {
    if (!this.#byRing) return;
    this.#open = this.#byRing = false;
    this.#client.invoke("popover", "hide").catch(() => undefined);
  }
}
