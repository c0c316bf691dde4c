/**
 * The sounds of a call, made here, so that there is no file to load and nobody else to ask.
 * The voice SDK asks for each by its name, and for its own network's where it is given none.
 */
export type SoundName = "incoming" | "outgoing" | "disconnect" | `dtmf${string}`;

const rate = 8_000; // samples a second

/** Of one key: a row's tone and a column's (ITU-T Q.23). */
const rows = [697, 770, 852, 941];
const columns = [1209, 1336, 1477];
const keys = ["123", "456", "789", "s0h"]; // s and h are * and #, as the SDK calls them

let made: Record<SoundName, string> | undefined;

/** Addresses of all sounds, made once. */
export function sounds(): Record<SoundName, string> {
  if (made !== undefined) return made;
  const silence = address(wave([], 20));
  // Calls ring by our own bell, and who presses a button needs no sound to tell them so.
  made = { incoming: silence, outgoing: silence, disconnect: address(wave([440, 330], 180)) };
  keys.forEach((row, r) => [...row].forEach((key, c) => (made![`dtmf${key}`] = address(wave([rows[r]!, columns[c]!], 120)))));
  return made;
}

function address(file: Uint8Array<ArrayBuffer>): string {
  return URL.createObjectURL(new Blob([file], { type: "audio/wav" }));
}

/** A WAV file, one channel of 16 bits: these tones at once, for so many milliseconds, soft at both ends. */
export function wave(hertz: readonly number[], length: number): Uint8Array<ArrayBuffer> {
  const samples = (rate * length) / 1_000;
  const file = new DataView(new ArrayBuffer(44 + 2 * samples));
  const text = (at: number, word: string) => [...word].forEach((c, n) => file.setUint8(at + n, c.charCodeAt(0)));
  text(0, "RIFF");
  file.setUint32(4, 36 + 2 * samples, true);
  text(8, "WAVEfmt ");
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true); // PCM
  file.setUint16(22, 1, true); // channels
  file.setUint32(24, rate, true);
  file.setUint32(28, 2 * rate, true);
  file.setUint16(32, 2, true);
  file.setUint16(34, 16, true);
  text(36, "data");
  file.setUint32(40, 2 * samples, true);
  const fade = rate / 100;
  for (let n = 0; n < samples; n++) {
    const loud = Math.min(1, n / fade, (samples - n) / fade) * 4_000;
    const sum = hertz.reduce((all, hz) => all + Math.sin((2 * Math.PI * hz * n) / rate), 0);
    file.setInt16(44 + 2 * n, loud * sum, true);
  }
  return new Uint8Array(file.buffer);
}
