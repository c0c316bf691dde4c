// The Salesforce side of the frame: what a Lightning component on the record page
// does around Deskside's widget. The words of the messages are Deskside's own.

export class LwcHost {
  #deskside;
  #frame;
  #context = null;
  #on;

  /** on: {pop(recordId), height(px), title(text)} */
  constructor({ deskside, account, holder, on }) {
    this.#deskside = deskside;
    this.#on = on;
    this.#frame = document.createElement("iframe");
    this.#frame.title = "Deskside";
    this.#frame.allow = "microphone; camera; autoplay; clipboard-write";
    this.#frame.src = `${deskside}/widget/salesforce?${new URLSearchParams({ account, host_origin: location.origin })}`;
    this.#frame.addEventListener("load", () => this.#send({ type: "deskside:hello", origin: location.origin }));
    addEventListener("message", (e) => this.#heard(e));
    holder.append(this.#frame);
  }

  /** Tells which record is open, and who is looking. */
  show(context) {
    this.#context = context;
    this.#send({ type: "deskside:context", ...context });
  }

  dial(number, recordId) {
    this.#send({ type: "deskside:dial", number, recordId });
  }

  reload() {
    this.#frame.src = this.#frame.src;
  }

  #heard(e) {
    if (e.source !== this.#frame.contentWindow || e.origin !== this.#deskside || typeof e.data !== "object" || e.data === null) return;
    switch (e.data.type) {
      case "deskside:ready":
        if (this.#context) this.show(this.#context);
        break;
      case "deskside:pop":
        this.#on.pop(String(e.data.recordId));
        break;
      case "deskside:height":
        this.#on.height(Number(e.data.px));
        break;
      case "deskside:title":
        this.#on.title(String(e.data.text));
        break;
    }
  }

  #send(message) {
    // Before the frame has loaded, its window has another origin and the browser drops the message.
    this.#frame.contentWindow?.postMessage(message, this.#deskside);
  }
}
