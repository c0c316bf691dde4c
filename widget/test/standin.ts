import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A voice network on the wire, as the sandbox's stand-in speaks: one call. */
export class StandIn {
  readonly requests: { method: string; path: string; body: unknown }[] = [];
  connectStatus = 201;
  base = "";
  #server: Server;
  #streams: ServerResponse[] = [];
  #watchers: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((req, res) => void this.#answer(req, res));
  }

  static async start(): Promise<StandIn> {
    const s = new StandIn();
    await new Promise<void>((resolve) => s.#server.listen(0, "127.0.0.1", resolve));
    s.base = `http://127.0.0.1:${(s.#server.address() as AddressInfo).port}`;
    return s;
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let text = "";
    for await (const part of req) text += String(part);
    this.requests.push({ method: req.method ?? "", path: req.url ?? "", body: text === "" ? undefined : JSON.parse(text) });
    res.setHeader("Access-Control-Allow-Origin", "*");
    if (req.url?.endsWith("/stream")) {
      res.writeHead(200, { "Content-Type": "text/event-stream" });
      res.flushHeaders();
      this.#streams.push(res);
    } else if (req.method === "DELETE") {
      res.writeHead(204).end();
    } else {
      res.writeHead(this.connectStatus, { "Content-Type": "application/json" });
      res.end(JSON.stringify({ call_sid: "CA77", status: "ringing", state: "connecting" }));
    }
    for (const tell of this.#watchers.splice(0)) tell();
  }

  /** Resolves once a request of that kind has come. */
  async saw(method: string, ending: string): Promise<void> {
    while (!this.requests.some((r) => r.method === method && r.path.endsWith(ending))) {
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  say(state: string, status: string): void {
    for (const s of this.#streams) s.write(`event: call\ndata: ${JSON.stringify({ call_sid: "CA77", status, state })}\n\n`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** What a browser's EventSource does, over Node's HTTP: enough for one stream. */
export class WireEventSource extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 0;
  readonly #request;

  constructor(url: string) {
    super();
    this.#request = get(url, (res) => {
      this.readyState = 1;
      let text = "";
      res.on("data", (part: Buffer) => {
        text += part.toString();
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const lines = text.slice(0, end).split("\n");
          text = text.slice(end + 2);
          const value = (name: string) => lines.find((l) => l.startsWith(name + ": "))?.slice(name.length + 2);
          this.dispatchEvent(new MessageEvent(value("event") ?? "message", { data: value("data") ?? "" }));
        }
      });
      res.on("close", () => this.#end());
    });
    this.#request.on("error", () => this.#end());
  }

  #end(): void {
    if (this.readyState === 2) return;
    this.readyState = 2;
    this.dispatchEvent(new Event("error"));
  }

  close(): void {
    this.readyState = 2;
    this.#request.destroy();
  }
}
