import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Uploads } from "../customer/uploads";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Answers of the far end, in order: a status, or 0 for no answer. */
function start(answers: { status: number; body?: string; progress?: number }[]) {
  const sent: { url: URL; headers: Record<string, string> }[] = [];
  const uploads = new Uploads({
    token: () => "cap",
    random: () => 1,
    newRequest() {
      const headers: Record<string, string> = {};
      const request = {
        status: 0,
        responseText: "",
        upload: {} as { onprogress?: (e: object) => void },
        onload: undefined as (() => void) | undefined,
        onerror: undefined as (() => void) | undefined,
        open: (_: string, url: string) => sent.push({ url: new URL(url, "http://x"), headers }),
        setRequestHeader: (name: string, value: string) => (headers[name] = value),
        send() {
          const answer = answers.shift()!;
          queueMicrotask(() => {
            if (answer.progress !== undefined) request.upload.onprogress?.({ lengthComputable: true, loaded: answer.progress, total: 100 });
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
  uploads.limits = { max_bytes: 1000, types: ["image/jpeg"] };
  return { uploads, sent };
}

const photo = (size: number, name = "lamp.jpg", type = "image/jpeg") => new File([new Uint8Array(size)], name, { type });
const refusal = (code: string, message: string) => JSON.stringify({ code, message, request_id: "r" });

test("a photo survives a broken network and a busy server under one id", async () => {
  const { uploads, sent } = start([{ status: 0 }, { status: 503 }, { status: 201 }]);
  const done = uploads.add(photo(10));
  await vi.advanceTimersByTimeAsync(0);
  expect(uploads.state.all[0]).toMatchObject({ state: "retrying", problem: "The server cannot be reached." });
  await vi.runAllTimersAsync();
  await done;
  expect(sent).toHaveLength(3);
  const ids = new Set(sent.map((s) => s.url.searchParams.get("file_id")));
  expect(ids.size).toBe(1);
  expect([...ids][0]).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  expect(sent[0]!.url.searchParams.get("name")).toBe("lamp.jpg");
  expect(sent[0]!.headers["Authorization"]).toBe("Bearer cap");
  expect(uploads.state.all[0]).toMatchObject({ state: "sent", progress: 1 });
});

test.each([
  ["empty", photo(0), "This file is empty."],
  ["too large", photo(1001), "This file is too large: at most 1 kB can be sent."],
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
