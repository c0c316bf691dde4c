import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pieceBytes, Uploads } from "../customer/files/uploads";
import { words } from "../customer/files/words";
import { speak } from "../words/catalogue";

await speak("en", words); // as the page does before it shows anything

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Answer {
  status: number;
  body?: string;
  /** Bytes told to be on their way before the answer comes. */
  progress?: number;
  /** Nothing more happens until the page gives up. */
  hangs?: boolean;
}

interface Sent {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | Blob;
}

/** Answers of the far end, in order; status 0 is none. */
function start(answers: Answer[], limit = 1000, begun: Record<string, string> = {}) {
  const sent: Sent[] = [];
  const uploads = new Uploads({
    token: () => "cap",
    random: () => 1,
    begun: { get: () => begun, keep: (ids) => void (Object.keys(begun).forEach((mark) => delete begun[mark]), Object.assign(begun, ids)) },
    newRequest() {
      const headers: Record<string, string> = {};
      let at: { method: string; url: URL } | undefined;
      const request = {
        status: 0,
        responseText: "",
        upload: {} as { onprogress?: (e: object) => void },
        onload: undefined as (() => void) | undefined,
        onerror: undefined as (() => void) | undefined,
        onabort: undefined as (() => void) | undefined,
        open: (method: string, url: string) => (at = { method, url: new URL(url, "http://x") }),
        setRequestHeader: (name: string, value: string) => (headers[name] = value),
        abort: () => request.onabort?.(),
        send(body: string | Blob) {
          sent.push({ ...at!, headers, body });
          const answer = answers.shift()!;
          queueMicrotask(() => {
            if (answer.progress !== undefined) request.upload.onprogress?.({ lengthComputable: true, loaded: answer.progress, total: 100 });
            if (answer.hangs) return;
            request.status = answer.status;
            request.responseText = answer.body ?? "";
            if (answer.status === 0) request.onerror?.();
            else request.onload?.();
          });
        },
      };
      return request as unknown as XMLHttpRequest;
    },
  });
  uploads.limits = { max_bytes: limit, types: ["image/jpeg"] };
  return { uploads, sent };
}

/** The server has that much of a file of that size. */
const stands = (offset: number, size: number): Answer => ({
  status: 200,
  body: JSON.stringify({ id: "f", offset, size, ...(offset < size ? {} : { file: { id: "f", name: "lamp.jpg", content_type: "image/jpeg", size } }) }),
});

const photo = (size: number, name = "lamp.jpg", type = "image/jpeg") => new File([new Uint8Array(size)], name, { type, lastModified: 1 });
const refusal = (code: string, message: string) => JSON.stringify({ code, message, request_id: "r" });

test("a photo survives a broken network and a busy server, and goes on where it stands", async () => {
  const { uploads, sent } = start([stands(0, 10), { status: 0, progress: 7 }, { status: 0 }, { status: 503 }, stands(6, 10), stands(10, 10)]);
  const done = uploads.add(photo(10));
  await vi.advanceTimersByTimeAsync(0);
  expect(uploads.state.all[0]).toMatchObject({ state: "retrying", progress: 0.7, problem: "The server cannot be reached." });
  await vi.runAllTimersAsync();
  await done;
  expect(sent.map((s) => s.method)).toEqual(["PUT", "PATCH", "PUT", "PUT", "PUT", "PATCH"]);
  expect(new Set(sent.map((s) => s.url.pathname)).size).toBe(1);
  expect(sent[0]!.url.pathname).toMatch(/^\/v1\/contact\/files\/[A-Za-z0-9_-]{8,64}$/);
  expect(JSON.parse(sent[0]!.body as string)).toEqual({ name: "lamp.jpg", size: 10, type: "image/jpeg" });
  expect(sent[5]!.url.searchParams.get("offset")).toBe("6");
  expect((sent[5]!.body as Blob).size).toBe(4);
  for (const s of sent) expect(s.headers["Authorization"]).toBe("Bearer cap");
  expect(uploads.state.all[0]).toMatchObject({ state: "sent", progress: 1 });
});

test("a large file goes in pieces", async () => {
  const size = 2 * pieceBytes + 5;
  const { uploads, sent } = start([stands(0, size), stands(pieceBytes, size), stands(2 * pieceBytes, size), stands(size, size)], size);
  await uploads.add(photo(size));
  expect(sent.slice(1).map((s) => [Number(s.url.searchParams.get("offset")), (s.body as Blob).size])).toEqual([
    [0, pieceBytes],
    [pieceBytes, pieceBytes],
    [2 * pieceBytes, 5],
  ]);
});

test("a network that loses a request without a word is not waited for", async () => {
  const { uploads, sent } = start([stands(0, 10), { status: 0, hangs: true }, stands(0, 10), stands(10, 10)]);
  const done = uploads.add(photo(10));
  await vi.runAllTimersAsync();
  await done;
  expect(sent).toHaveLength(4);
  expect(uploads.state.all[0]).toMatchObject({ state: "sent" });
});

test("the page comes back from sleep: the next try does not wait", async () => {
  const { uploads, sent } = start([{ status: 0 }, { status: 0 }, { status: 0 }, stands(10, 10)]);
  const done = uploads.add(photo(10));
  for (let i = 0; i < 3; i++) {
    await vi.advanceTimersByTimeAsync(0);
    window.dispatchEvent(new Event("online"));
  }
  await done;
  expect(sent).toHaveLength(4);
});

test("a server that stands elsewhere is asked again", async () => {
  const { uploads, sent } = start([stands(0, 10), { status: 409, body: refusal("wrong_offset", "No.") }, stands(10, 10)]);
  const done = uploads.add(photo(10));
  await vi.runAllTimersAsync();
  await done;
  expect(sent.map((s) => s.method)).toEqual(["PUT", "PATCH", "PUT"]);
  expect(uploads.state.all[0]).toMatchObject({ state: "sent" });
});

test("a file that gave way to others before it began is announced again", async () => {
  const { uploads, sent } = start([stands(0, 10), { status: 404, body: refusal("not_found", "No.") }, stands(0, 10), stands(10, 10)]);
  const done = uploads.add(photo(10));
  await vi.runAllTimersAsync();
  await done;
  expect(sent.map((s) => s.method)).toEqual(["PUT", "PATCH", "PUT", "PATCH"]);
  expect(uploads.state.all[0]).toMatchObject({ state: "sent" });
});

test("a contact that is gone is not asked for for ever", async () => {
  const { uploads, sent } = start([{ status: 404, body: refusal("not_found", "No.") }]);
  const done = uploads.add(photo(10));
  await vi.runAllTimersAsync();
  await done;
  expect(sent).toHaveLength(1);
  expect(uploads.state.all[0]).toMatchObject({ state: "refused" });
});

test("many files take their turns", async () => {
  const { uploads, sent } = start([...Array.from({ length: 3 }, () => ({ status: 0, hangs: true })), ...Array.from({ length: 5 }, () => stands(10, 10))]);
  const all = Promise.all(Array.from({ length: 5 }, () => uploads.add(photo(10))));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toHaveLength(3);
  await vi.runAllTimersAsync();
  await all;
  expect(uploads.state.all.map((u) => u.state)).toEqual(Array.from({ length: 5 }, () => "sent"));
});

test.each([
  ["empty", photo(0), "This file is empty."],
  ["too large", photo(1001), "This file is too large: at most 1,000 bytes can be sent."],
  ["of a wrong type", photo(5, "run.exe", "application/x-msdownload"), "Files of this type cannot be sent; photos and PDFs can."],
])("a file that is %s is refused before it is sent", async (_, file, sentence) => {
  const { uploads, sent } = start([]);
  await uploads.add(file);
  expect(sent).toEqual([]);
  expect(uploads.state.all[0]).toMatchObject({ state: "refused", problem: sentence });
});

test("the server's refusal is shown in its own words, and not retried", async () => {
  const { uploads, sent } = start([{ status: 409, body: refusal("closed", "This conversation has ended.") }]);
  await uploads.add(photo(10));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(1);
  expect(uploads.state.all[0]).toMatchObject({ state: "refused", problem: "This conversation has ended." });
  uploads.dismiss(uploads.state.all[0]!.id);
  expect(uploads.state.all).toEqual([]);
});

test("a file that is chosen again after a reload goes on where it stands, and belongs to its ask", async () => {
  const begun: Record<string, string> = {};
  const before = start([stands(0, 10), { status: 0, hangs: true }], 1000, begun);
  void before.uploads.add(photo(10), "ask-0001");
  await vi.waitFor(() => expect(before.sent).toHaveLength(2)); // and the page is reloaded
  const after = start([stands(6, 10), stands(10, 10), stands(0, 10), stands(10, 10)], 1000, begun);
  await after.uploads.add(photo(10), "ask-0001");
  expect(after.sent.map((r) => r.method + " " + r.url.pathname + r.url.search)).toEqual([`PUT ${before.sent[0]!.url.pathname}`, `PATCH ${before.sent[0]!.url.pathname}?offset=6`]);
  expect(JSON.parse(after.sent[0]!.body as string)).toMatchObject({ ask: "ask-0001" });
  await after.uploads.add(photo(10), "ask-0001"); // it is there: this is another one
  expect(after.sent[2]!.url.pathname).not.toBe(before.sent[0]!.url.pathname);
  expect(begun).toEqual({});
});
