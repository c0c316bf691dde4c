import { Backoff } from "../../api/backoff";
import { Failure, failureOf, unreachable } from "../../api/failure";
import { newID } from "../../api/ids";
import type { FileLimits, UploadStanding } from "../../api/schema";
import { heardOf } from "../../ui/heard";
import { Observed } from "../../ui/observed";
import { fileSize } from "../../ui/format";
import { sentence } from "../../words/failure";
import type { Visit } from "../shell/visit";
import { t } from "./words";

export interface Upload {
  /** Made once, so that a repeated upload is the same file. */
  id: string;
  name: string;
  size: number;
  /** The ask that it is for. */
  ask: string | undefined;
  /** Address of a small picture, for photos. */
  picture: string;
  /** 0 to 1. */
  progress: number;
  state: "sending" | "retrying" | "sent" | "refused";
  problem: string;
}

export interface UploadsOptions {
  token: () => string;
  /** Ids of files that are not there yet, by what tells a file from others: one that is chosen again after a reload goes on where it stands. */
  begun?: { get: () => Readonly<Record<string, string>>; keep: (ids: Readonly<Record<string, string>>) => void };
  /** Says aloud what becomes of a file: begun, not yet, there, refused; each once. */
  say?: (text: string) => void;
  newRequest?: () => XMLHttpRequest;
  random?: () => number;
}

/** One request carries at most this much: a proxy that keeps bodies back until they are whole loses no more than that. */
export const pieceBytes = 8 << 20;

/** On their way at once; the others wait. The server takes a few more. */
const atOnce = 3;

/** A request that moves no byte for so long, in milliseconds, has been lost by a network that did not say so. */
const stalled = 45_000;

/** Files on their way to the server: continued where they stand through every break, refused with a sentence. */
export class Uploads extends Observed<{ all: readonly Upload[] }> {
  limits: FileLimits | undefined;
  readonly #o: UploadsOptions;
  #sending = 0;
  readonly #queue: (() => void)[] = [];

  constructor(options: UploadsOptions) {
    super({ all: [] });
    this.#o = options;
  }

  async add(file: File, ask?: string): Promise<void> {
    const mark = [file.name, file.size, file.lastModified, ask].join("/");
    const kept = this.#o.begun?.get()[mark];
    const id = kept === undefined || this.state.all.some((u) => u.id === kept) ? newID() : kept;
    const refusal = this.#refusal(file);
    const name = file.name || "photo";
    this.#say(refusal === "" ? t("files.sending_name", { name }) : t("files.problem_name", { name, problem: refusal }));
    const picture = refusal === "" && file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
    this.set({
      all: [...this.state.all, { id, name, size: file.size, ask, picture, progress: 0, state: refusal === "" ? "sending" : "refused", problem: refusal }],
    });
    if (refusal !== "") return;
    this.#begun(mark, id);
    if (this.#sending >= atOnce) await new Promise<void>((go) => this.#queue.push(go));
    this.#sending++;
    await this.#persist(id, name, file, ask);
    this.#begun(mark, undefined);
    this.#sending--;
    this.#queue.shift()?.();
  }

  #begun(mark: string, id: string | undefined): void {
    const { [mark]: _, ...others } = this.#o.begun?.get() ?? {};
    this.#o.begun?.keep(id === undefined ? others : { ...others, [mark]: id });
  }

  async #persist(id: string, name: string, file: File, ask: string | undefined): Promise<void> {
    let told = false;
    const backoff = new Backoff(500, 8_000, this.#o.random);
    for (;;) {
      const failure = await this.#send(id, file, ask, () => backoff.reset());
      if (failure === undefined) {
        this.#say(t("files.sent_name", { name }));
        return this.#change(id, { state: "sent", progress: 1, problem: "" });
      }
      const problem = sentence(failure);
      if (!failure.passing) {
        this.#say(t("files.problem_name", { name, problem }));
        return this.#change(id, { state: "refused", problem });
      }
      this.#change(id, { state: "retrying", problem });
      if (!told) this.#say(t("files.problem_name", { name, problem: t("files.retrying", { problem }) }));
      told = true;
      await pause(backoff.next());
    }
  }

  #say(text: string): void {
    this.#o.say?.(text);
  }

  dismiss(id: string): void {
    const gone = this.state.all.find((u) => u.id === id);
    if (gone === undefined || gone.state !== "refused") return;
    if (gone.picture !== "") URL.revokeObjectURL(gone.picture);
    this.set({ all: this.state.all.filter((u) => u.id !== id) });
  }

  /** This browser cannot draw the picture (HEIC, for one); it can be sent all the same. */
  unseen(id: string): void {
    this.#change(id, { picture: "" });
  }

  /** What can be said before a byte is sent; the server has the last word on the rest. */
  #refusal(file: File): string {
    if (file.size === 0) return t("files.empty");
    const limits = this.limits;
    if (limits === undefined) return "";
    if (file.size > limits.max_bytes) return t("files.too_large", { size: fileSize(limits.max_bytes) });
    // Browsers do not know every type by name (HEIC, for one): an unnamed one is left to the server.
    if (file.type !== "" && !limits.types.includes(file.type.split(";")[0] ?? "")) return t("files.wrong_type");
    return "";
  }

  /** Announces the file, which tells how much of it is there, and sends the rest in pieces. */
  async #send(id: string, file: File, ask: string | undefined, moved: () => void): Promise<Failure | undefined> {
    const path = "/v1/contact/files/" + id;
    const announced: Record<string, unknown> = { name: (file.name || "photo").slice(0, 255), size: file.size };
    if (ask !== undefined) announced["ask"] = ask;
    if (file.type !== "") announced["type"] = file.type.slice(0, 255);
    let standing = await this.#ask("PUT", path, "application/json", JSON.stringify(announced));
    const known = !(standing instanceof Failure);
    while (!(standing instanceof Failure) && standing.file === undefined) {
      const from = standing.offset;
      const piece = file.slice(from, from + pieceBytes);
      this.#change(id, { state: "sending", progress: from / file.size, problem: "" });
      standing = await this.#ask("PATCH", `${path}?offset=${from}`, "application/octet-stream", piece, (loaded) => {
        moved();
        this.#change(id, { state: "sending", progress: Math.min(1, (from + loaded) / file.size) });
      });
    }
    if (!(standing instanceof Failure)) return undefined;
    const gaveWay = known && standing.status === 404; // to others, before it began
    return gaveWay || lostTrack.includes(standing.code) ? askAgain(standing) : standing;
  }

  #ask(method: string, url: string, type: string, body: string | Blob, progress?: (loaded: number) => void): Promise<UploadStanding | Failure> {
    return new Promise((resolve) => {
      const request = this.#o.newRequest?.() ?? new XMLHttpRequest(); // fetch tells nothing of an upload's progress
      let watch = setTimeout(() => request.abort(), stalled);
      const done = (outcome: UploadStanding | Failure) => {
        clearTimeout(watch);
        resolve(outcome);
      };
      request.open(method, url);
      request.setRequestHeader("Authorization", "Bearer " + this.#o.token());
      request.setRequestHeader("Content-Type", type);
      request.upload.onprogress = (e) => {
        clearTimeout(watch);
        watch = setTimeout(() => request.abort(), stalled);
        progress?.(e.loaded);
      };
      request.onload = () => done(request.status >= 200 && request.status < 300 ? standingOf(request.responseText) : failureOf(request.status, request.responseText));
      request.onerror = request.onabort = request.ontimeout = () => done(unreachable());
      request.send(body);
    });
  }

  #change(id: string, part: Partial<Upload>): void {
    this.set({ all: this.state.all.map((u) => (u.id === id ? { ...u, ...part } : u)) });
  }
}

/** The server stands elsewhere than we thought: ask it again. */
const lostTrack = ["wrong_offset", "overtaken", "broke_off"];

function askAgain(f: Failure): Failure {
  return new Failure(0, f.code, f.message, f.requestID);
}

function standingOf(text: string): UploadStanding | Failure {
  try {
    return JSON.parse(text) as UploadStanding;
  } catch {
    return unreachable(); // a proxy's page, for example
  }
}

/** Waits, but not longer than until the network or the page is back. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      document.removeEventListener("visibilitychange", shown);
      resolve();
    };
    const shown = () => {
      if (document.visibilityState === "visible") over();
    };
    const timer = setTimeout(over, ms);
    addEventListener("online", over);
    document.addEventListener("visibilitychange", shown);
  });
}

export const uploadsOf = (visit: Visit): Uploads =>
  new Uploads({
    token: () => visit.client.token,
    begun: { get: () => visit.memory.get("uploads") ?? {}, keep: (ids) => visit.memory.keep("uploads", ids) },
    say: (text) => visit.model(heardOf).say(text),
  });
