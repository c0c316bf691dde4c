import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../api/client";
import { Failure } from "../api/failure";
import { keepText, keepWrite } from "../worklist/download";

let kept: { name: string; content: Blob }[];
beforeEach(() => {
  vi.useFakeTimers();
  kept = [];
  const blobs = new Map<string, Blob>();
  vi.spyOn(URL, "createObjectURL").mockImplementation((b) => {
    blobs.set("blob:" + blobs.size, b as Blob);
    return "blob:" + (blobs.size - 1);
  });
  vi.spyOn(URL, "revokeObjectURL").mockImplementation((a) => void blobs.delete(a));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    kept.push({ name: this.download, content: blobs.get(this.href)! });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function serve(routes: Record<string, unknown>) {
  vi.stubGlobal("fetch", async (url: string) => {
    const answer = routes[url];
    if (answer === undefined) return new Response(JSON.stringify({ code: "not_found", message: "There is nothing at this address.", request_id: "r" }), { status: 404 });
    return answer instanceof Blob ? new Response(answer) : new Response(JSON.stringify(answer));
  });
}

test("a text is kept as a plain file, letter for letter", async () => {
  keepText("i1-note-3-1", "Grüße\n<b>not bold</b>");
  expect(kept[0]?.name).toBe("i1-note-3-1.txt");
  expect(kept[0]?.content.type).toBe("text/plain;charset=utf-8");
  expect(await kept[0]?.content.text()).toBe("Grüße\n<b>not bold</b>");
});

test("a write with a file gives the file, under a type that no browser runs; one without gives its text", async () => {
  const file = { id: "file0001", name: "bill.html", content_type: "text/html", size: 4 };
  serve({
    "/v1/interactions/i1/writes/w1": { key: "w1", kind: "file", text: "File: bill.html", html: "", files: [file] },
    "/v1/interactions/i1/files/file0001": new Blob(["<p/>"], { type: "text/html" }),
    "/v1/interactions/i1/writes/w2": { key: "w2", kind: "note", text: "Called back.", html: "", files: [] },
  });
  await keepWrite(new Client(), "i1", "w1");
  await keepWrite(new Client(), "i1", "w2");
  expect(kept.map((k) => [k.name, k.content.type])).toEqual([["bill.html", "application/octet-stream"], ["w2.txt", "text/plain;charset=utf-8"]]);
  expect(await kept[0]?.content.text()).toBe("<p/>");
});

test("a file that is gone is said, not saved as an empty one", async () => {
  serve({ "/v1/interactions/i1/writes/w1": { key: "w1", kind: "file", text: "", html: "", files: [{ id: "file0001", name: "a", content_type: "x/y", size: 1 }] } });
  await expect(keepWrite(new Client(), "i1", "w1")).rejects.toBeInstanceOf(Failure);
  expect(kept).toEqual([]);
});
