import { choice, choose, findingOf, hold, look, open, watch, type Choice, type Finding } from "../../microphone";
import { wave } from "../../sounds";
import { Observed } from "../../ui/observed";
import type { Workspace } from "../shell/workspace";

interface SoundState extends Choice {
  /** Undefined until it has been looked. */
  finding: Finding | undefined;
  /** Being set up: the microphone is open for that. */
  open: boolean;
  /** What it hears then, from 0 to 1. */
  level: number;
  inputs: readonly MediaDeviceInfo[];
  outputs: readonly MediaDeviceInfo[];
}

/** Of the level, a second: enough to see a word. */
const looks = 15;

/** Microphone and speaker of this page: whether calls can be taken with them, and which are used. */
export class Sound extends Observed<SoundState> {
  #stream: MediaStream | undefined;
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super({ finding: undefined, open: false, level: 0, inputs: [], outputs: [], ...choice() });
  }

  /** From now on no call is taken or placed without a microphone. */
  follow(workspace: Workspace): void {
    if (!workspace.takesCalls || workspace.connect !== undefined) return;
    workspace.prepare = async () => {
      try {
        await hold();
        this.set({ finding: "ready" });
      } catch (e) {
        void this.#look();
        throw e;
      }
    };
    watch(() => void this.#look());
    void this.#look();
  }

  async #look(): Promise<void> {
    const finding = await look().catch(() => "missing" as const);
    this.set({ finding });
    if (this.state.open) await this.#list();
  }

  /** Asks the person, by the browser. */
  async allow(): Promise<void> {
    try {
      stop(await open());
      this.set({ finding: "ready" });
    } catch (e) {
      this.set({ finding: findingOf(e) });
    }
  }

  async toggle(): Promise<void> {
    if (this.state.open) this.#close();
    else {
      this.set({ open: true });
      await this.#listen();
    }
  }

  async choose(part: Partial<Choice>): Promise<void> {
    choose(part);
    this.set(part);
    if (part.input !== undefined) await this.#listen();
  }

  /** Plays a tone where calls will be heard. */
  async try(): Promise<void> {
    const address = URL.createObjectURL(new Blob([wave([523, 659], 600)], { type: "audio/wav" }));
    const tone = new Audio(address);
    tone.addEventListener("ended", () => URL.revokeObjectURL(address));
    if (this.state.output !== "" && "setSinkId" in tone) await tone.setSinkId(this.state.output).catch(() => undefined); // it has gone: the system's own
    await tone.play();
  }

  async #list(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const of = (kind: MediaDeviceKind) => devices.filter((d) => d.kind === kind && d.deviceId !== "" && d.deviceId !== "default" && d.deviceId !== "communications");
    this.set({ inputs: of("audioinput"), outputs: "setSinkId" in HTMLMediaElement.prototype ? of("audiooutput") : [] });
  }

  /** Opens the chosen microphone and shows what it hears. */
  async #listen(): Promise<void> {
    this.#silence();
    try {
      const stream = await open();
      if (!this.state.open) {
        stop(stream);
        return;
      }
      this.#stream = stream;
      this.set({ finding: "ready" });
      const context = (this.#context = new AudioContext());
      const analyser = new AnalyserNode(context, { fftSize: 1024 });
      context.createMediaStreamSource(stream).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      this.#timer = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        this.set({ level: loudness(samples) });
      }, 1_000 / looks);
    } catch (e) {
      this.set({ finding: findingOf(e) });
    }
    await this.#list().catch(() => undefined); // names come once it is allowed
  }

  #close(): void {
    this.#silence();
    this.set({ open: false });
  }

  #silence(): void {
    clearInterval(this.#timer);
    if (this.#stream !== undefined) stop(this.#stream);
    this.#stream = undefined;
    void this.#context?.close();
    this.#context = undefined;
    this.set({ level: 0 });
  }
}

/** From 0, at -60 dB, to 1, as loud as it gets. */
export function loudness(samples: Float32Array): number {
  const power = samples.reduce((sum, v) => sum + v * v, 0) / samples.length;
  return Math.min(1, Math.max(0, 1 + (10 * Math.log10(power || 1e-12)) / 60));
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

export const soundOf = (): Sound => new Sound();
