/** A WebSocket whose far end is the test. */
export class FakeSocket {
  readonly url: URL;
  readonly protocols: string[];
  readonly sent: unknown[] = [];
  onmessage: ((e: { data: string }) => void) | null = null;
  onclose: ((e: { code: number }) => void) | null = null;
  closed = false;
  readyState: number = WebSocket.OPEN;

  constructor(url: string, protocols: string[]) {
    this.url = new URL(url);
    this.protocols = protocols;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  drop(code: number): void {
    this.onclose?.({ code });
  }
}

export function fakeSockets(): { all: FakeSocket[]; open: (url: string, protocols: string[]) => WebSocket; last: () => FakeSocket } {
  const all: FakeSocket[] = [];
  return {
    all,
    open: (url, protocols) => {
      const s = new FakeSocket(url, protocols);
      all.push(s);
      return s as unknown as WebSocket;
    },
    last: () => all[all.length - 1]!,
  };
}
