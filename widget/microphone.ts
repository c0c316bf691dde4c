import { Failure } from "./api/failure";

/**
 * The page's microphone: whether there is one that may be used, which one is wanted, and how it
 * is opened. It is opened before a call is taken, and the call is given what was opened.
 */
export type Finding = "ready" | "unasked" | "refused" | "missing" | "busy";

/** What can be known without asking the person. */
export async function look(): Promise<Finding> {
  const media: MediaDevices | undefined = navigator.mediaDevices; // none where the address is not https
  if (media === undefined) return "refused";
  const permission = await permitted();
  if (permission?.state === "denied") return "refused";
  const inputs = (await media.enumerateDevices()).filter((d) => d.kind === "audioinput");
  if (inputs.length === 0) return "missing";
  // Some browsers do not tell; they show names to whom they have let in.
  return permission?.state === "granted" || inputs.some((d) => d.label !== "") ? "ready" : "unasked";
}

/** Hears when a device comes or goes, or the person changes their mind. Ends with what it returns. */
export function watch(changed: () => void): () => void {
  const watched = new AbortController();
  const { signal } = watched;
  navigator.mediaDevices?.addEventListener("devicechange", changed, { signal });
  void permitted().then((p) => signal.aborted || p?.addEventListener("change", changed, { signal }));
  return () => watched.abort();
}

function permitted(): Promise<PermissionStatus | undefined> {
  return (navigator.permissions?.query({ name: "microphone" as PermissionName }) ?? Promise.resolve(undefined)).catch(() => undefined);
}

/** How long an open microphone waits for its call. */
const spare = 15_000;

let held: MediaStream | undefined;
let letGo: ReturnType<typeof setTimeout> | undefined;

/** Opens it for the call that is to come; the browser may ask the person. Rejects with what to do. */
export async function hold(): Promise<void> {
  release();
  try {
    held = await open();
    letGo = setTimeout(release, spare);
  } catch (e) {
    throw failure(e);
  }
}

/** What the call hears: what is held for it, or else what is opened now. */
export async function take(wanted?: MediaStreamConstraints): Promise<MediaStream> {
  const ready = held;
  held = undefined;
  clearTimeout(letGo);
  return ready?.active === true ? ready : open(wanted);
}

function release(): void {
  clearTimeout(letGo);
  for (const track of held?.getTracks() ?? []) track.stop();
  held = undefined;
}

/** A failure that passes by nothing but what the person does. */
class Unheard extends Failure {
  override get passing(): boolean {
    return false;
  }
}

/** The chosen one, or another where that has gone. */
export function open(wanted: MediaStreamConstraints = { audio: true }): Promise<MediaStream> {
  const { input } = choice();
  const audio = input !== "" && wanted.audio === true ? { deviceId: { ideal: input } } : wanted.audio;
  return navigator.mediaDevices.getUserMedia({ ...wanted, ...(audio !== undefined && { audio }) });
}

export function findingOf(e: unknown): Finding {
  const name = e instanceof Error ? e.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "missing";
}

function failure(e: unknown): Failure {
  switch (findingOf(e)) {
    case "refused":
      return new Unheard(0, "microphone_refused", "The browser does not let this page use the microphone. Allow it beside the address, and try again.");
    case "busy":
      return new Unheard(0, "microphone_busy", "The microphone does not answer: another program may hold it. Close that, and try again.");
    default:
      return new Unheard(0, "microphone_missing", "No microphone was found. Connect one, and try again.");
  }
}

export interface Choice {
  /** The browser's ids; "" is what the system uses. */
  input: string;
  output: string;
}

const key = "deskside-sound";
let chosen: Choice | undefined;

/** What the person has chosen in this browser. */
export function choice(): Choice {
  if (chosen === undefined) {
    chosen = { input: "", output: "" };
    try {
      chosen = { ...chosen, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Choice>) };
    } catch {
      // A frame may be refused its storage: the system's own, then.
    }
  }
  return chosen;
}

export function choose(part: Partial<Choice>): void {
  chosen = { ...choice(), ...part };
  try {
    localStorage.setItem(key, JSON.stringify(chosen));
  } catch {
    // It holds for as long as the page is there.
  }
}
