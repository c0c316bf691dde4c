// Salesforce's side of the frame, as the package's component desksideWidget plays it in
// the utility bar. The words of the messages are Deskside's own.

export class LwcHost {
  #deskside;
  #frame;
  #context = null;
  #on;

  /** on: {pop(recordId), height(px), title(text), attention(wanted), async sign(nonce)} */
  constructor({ deskside, account, holder, on }) {
    this.#deskside = deskside;
    this.#on = on;
    this.#frame = document.createElement("iframe");
    this.#frame.title = "Deskside";
    this.#frame.allow = "microphone; camera; autoplay; clipboard-write";
    this.#frame.src = `${deskside}/widget/salesforce?${new URLSearchParams({ account, host_origin: location.origin, lang: document.documentElement.lang })}`;
    this.#frame.addEventListener("load", () => this.#send({ type: "deskside:hello", origin: location.origin }));
    addEventListener("message", (e) => this.#heard(e));
    holder.append(this.#frame);
  }

  /** Tells which record is open, and who is looking. */
  show(context) {
    this.#context = context;
    this.#send({ type: "deskside:context", ...context });
  }

  /** A click on a number; false: nobody takes clicks. */
  dial(number, recordId) {
    this.#send({ type: "deskside:dial", number, recordId });
    return true;
  }

  async #heard(e) {
    if (e.source !== this.#frame.contentWindow || e.origin !== this.#deskside || typeof e.data !== "object" || e.data === null) return;
    const { type, ...said } = e.data;
    switch (type) {
      case "deskside:ready":
        if (this.#context) this.show(this.#context);
        break;
      case "deskside:pop":
        this.#on.pop(String(said.recordId));
        break;
      case "deskside:height":
        this.#on.height(Number(said.px));
        break;
      case "deskside:title":
        this.#on.title(String(said.text));
        break;
      case "deskside:attention":
        this.#on.attention(said.wanted === true);
        break;
      case "deskside:sign":
        try {
          this.#send({ type: "deskside:proof", nonce: said.nonce, proof: await this.#on.sign(said.nonce) });
        } catch (refused) {
          this.#send({ type: "deskside:refused", nonce: said.nonce, message: refused.message });
        }
        break;
    }
  }

  #send(message) {
    // Before the frame has loaded, its window has another origin and the browser drops the message.
    this.#frame.contentWindow?.postMessage(message, this.#deskside);
  }
}
