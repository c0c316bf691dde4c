import { Backoff } from "../api/backoff";
import { failureOf, unreachable, type Failure } from "../api/failure";
import { newID } from "../api/ids";
import type { FileLimits } from "../api/schema";
import { Observed } from "../ui/observed";
import { fileSize } from "../ui/words";

export interface Upload {
  /** Made once, so that a repeated upload is the same file. */
  id: string;
  name: string;
  size: number;
  /** Address of a small picture, for photos. */
  picture: string;
  /** 0 to 1. */
  progress: number;
  state: "sending" | "retrying" | "sent" | "refused";
  problem: string;
}

export interface UploadsOptions {
  token: () => string;
  newRequest?: () => XMLHttpRequest;
  random?: () => number;
}

/** Files on their way to the server: retried through every break, refused with a sentence. */
export class Uploads extends Observed<{ all: readonly Upload[] }> {
  limits: FileLimits | undefined;
  readonly #o: UploadsOptions;

  constructor(options: UploadsOptions) {
    super({ all: [] });
    this.#o = options;
  }

  async add(file: File): Promise<void> {
    const id = newID();
    const refusal = this.#refusal(file);
    const picture = refusal === "" && file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
    this.set({
      all: [...this.state.all, { id, name: file.name || "photo", size: file.size, picture, progress: 0, state: refusal === "" ? "sending" : "refused", problem: refusal }],
    });
    if (refusal !== "") return;
    const backoff = new Backoff(500, 8_000, this.#o.random);
    for (;;) {
      const failure = await this.#send(id, file);
      if (failure === undefined) return this.#change(id, { state: "sent", progress: 1, problem: "" });
      if (!failure.passing) return this.#change(id, { state: "refused", problem: failure.message });
      this.#change(id, { state: "retrying", progress: 0, problem: failure.message });
      await new Promise((resolve) => setTimeout(resolve, backoff.next()));
    }
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
    if (file.size === 0) return "This file is empty.";
    const limits = this.limits;
    if (limits === undefined) return "";
    if (file.size > limits.max_bytes) return `This file is too large: at most ${fileSize(limits.max_bytes)} can be sent.`;
    // Browsers do not know every type by name (HEIC, for one): an unnamed one is left to the server.
    if (file.type !== "" && !limits.types.includes(file.type.split(";")[0] ?? "")) return "Files of this type cannot be sent; photos and PDFs can.";
    return "";
  }

  #send(id: string, file: File): Promise<Failure | undefined> {
    return new Promise((resolve) => {
      const request = this.#o.newRequest?.() ?? new XMLHttpRequest(); // fetch tells nothing of an upload's progress
      const query = new URLSearchParams({ name: (file.name || "photo").slice(0, 255), file_id: id });
      request.open("POST", "/v1/contact/files?" + query.toString());
      request.setRequestHeader("Authorization", "Bearer " + this.#o.token());
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (e) => {
        if (e.lengthComputable) this.#change(id, { state: "sending", progress: e.loaded / e.total });
      };
      request.onload = () => resolve(request.status >= 200 && request.status < 300 ? undefined : failureOf(request.status, request.responseText));
      request.onerror = request.onabort = request.ontimeout = () => resolve(unreachable());
      request.send(file);
    });
  }

  #change(id: string, part: Partial<Upload>): void {
    this.set({ all: this.state.all.map((u) => (u.id === id ? { ...u, ...part } : u)) });
  }
}
