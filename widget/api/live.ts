import { Backoff } from "./backoff";
import type { LiveMessage } from "./schema";

/** What the page can say about its socket. */
export type LiveState = "connecting" | "live" | "reconnecting" | "signed_out";

export interface LiveOptions {
  /** The number to resume after; 0 asks for everything. */
  after: number;
  /** Names this tab to the server; a customer's page has none. */
  tab?: string;
  /** Whether the socket may rest while the browser's tab is not in view: what was missed is heard on return. */
  rests?: boolean;
  token: () => string;
  /** The server asks to sign in again (close code 4001), or does not let the socket open. Resolves to false when it knows the session no more. */
  renew: () => Promise<boolean>;
  message: (m: LiveMessage) => void;
  state: (s: LiveState) => void;
  open?: (url: string, protocols: string[]) => WebSocket;
  random?: () => number;
}

/** The server pings well within this time; a socket silent for longer is dead, whatever the browser thinks. */
const silence = 45_000;
const signInAgain = 4001;
/** So many sockets in a row that never opened: a browser does not say whether the server was away or refused the session, so it is asked. */
const refusals = 2;
const tooSlow = 4008;

/**
 * The socket of changes. It resumes by number after every break, answers the
 * server's pings (that is what proves the agent present), and closes for good only
 * by close().
 */
export class Live {
  #seq: number;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #everLive = false;
  #resting = false;
  #unopened = 0;
  readonly #o: LiveOptions;
  readonly #backoff: Backoff;
  readonly #wake = () => this.#retryNow();
  readonly #look = () => (this.#hidden() ? this.#rest() : this.#resting ? this.#rise() : this.#retryNow());

  constructor(options: LiveOptions) {
    this.#o = options;
    this.#seq = options.after;
    // A restarted server must ring within seconds: the longest wait is short.
    this.#backoff = new Backoff(250, 5_000, options.random);
    addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#look);
    if (this.#hidden()) this.#rest();
    else this.#connect();
  }

  /** The number of the newest message seen. */
  get seq(): number {
    return this.#seq;
  }

  /** The page goes on by a renewed session; one that is not open yet will be opened with it. */
  renewed(token: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ kind: "session", token }));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#look);
    this.#socket?.close(1000);
  }

  #hidden(): boolean {
    return this.#o.rests === true && document.visibilityState === "hidden";
  }

  #rest(): void {
    this.#resting = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#timer = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(1000);
  }

  #rise(): void {
    this.#resting = false;
    this.#open(); // without a word: nothing was lost
  }

  #connect(): void {
    this.#timer = undefined;
    this.#o.state(this.#everLive ? "reconnecting" : "connecting");
    this.#open();
  }

  #open(): void {
    const url = new URL("/v1/live", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("after", String(this.#seq));
    if (this.#o.tab !== undefined) url.searchParams.set("tab", this.#o.tab);
    const open = this.#o.open ?? ((u: string, p: string[]) => new WebSocket(u, p));
    const socket = open(url.href, ["deskside.v1", "bearer." + this.#o.token()]);
    this.#socket = socket;
    this.#listen(socket);
    socket.onmessage = (e) => this.#receive(socket, e.data);
    socket.onclose = (e) => {
      if (this.#socket === socket) void this.#lost(e.code);
    };
  }

  #receive(socket: WebSocket, data: unknown): void {
    if (this.#socket !== socket || typeof data !== "string") return;
    this.#unopened = 0;
    this.#listen(socket);
    let m: LiveMessage;
    try {
      m = JSON.parse(data) as LiveMessage;
    } catch {
      return;
    }
    if (m.kind === "ping") {
      socket.send(JSON.stringify({ kind: "pong", ping: m.ping }));
      return;
    }
    this.#o.message(m);
    // Only after it was taken in: a break in between sends it again.
    if (m.seq !== undefined && m.seq > this.#seq) this.#seq = m.seq;
    if (m.kind === "caught_up") {
      this.#backoff.reset();
      this.#everLive = true;
      this.#o.state("live");
    }
  }

  #listen(socket: WebSocket): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      if (this.#socket !== socket) return;
      // A dead network can hold back the close event for minutes: do not wait for it.
      socket.onclose = null;
      socket.close();
      void this.#lost(0);
    }, silence);
  }

  async #lost(code: number): Promise<void> {
    this.#socket = undefined;
    clearTimeout(this.#watch);
    if (this.#closed) return;
    if (code === signInAgain || ++this.#unopened > refusals) {
      this.#unopened = 0;
      this.#o.state("reconnecting");
      if (!(await this.#o.renew().catch(() => false))) {
        this.#o.state("signed_out");
        return;
      }
      if (this.#closed || this.#resting) return;
    }
    this.#o.state(this.#everLive ? "reconnecting" : "connecting");
    this.#timer = setTimeout(() => this.#connect(), code === tooSlow ? 0 : this.#backoff.next());
  }

  #retryNow(): void {
    if (this.#timer === undefined || document.visibilityState === "hidden") return;
    clearTimeout(this.#timer);
    this.#connect();
  }
}
