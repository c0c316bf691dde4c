import type { JSX } from "preact";

/** Line drawings on a 16 × 16 grid, in the colour of the text around them. They decorate; the words beside them speak. */
const paths = {
  phone: "M5.2 2.5 6.6 5.6 5.2 7c0.8 1.7 2.1 3 3.8 3.8l1.4-1.4 3.1 1.4v2c0 0.6-0.5 1-1.1 1C7 13.4 2.6 9 2.3 3.6c0-0.6 0.4-1.1 1-1.1z",
  hangup: "M1.8 9.8c3.4-3.6 9-3.6 12.4 0l-1.6 1.9-2.5-1.2V8.6a7 7 0 0 0-4.2 0v1.9l-2.5 1.2z",
  check: "m3.5 8.5 3 3 6-7",
  shield: "M8 1.8 13 3.6v4c0 3-2 5.4-5 6.6-3-1.2-5-3.6-5-6.6v-4zM5.8 7.9l1.6 1.6 2.8-3",
  question: "M6 6.2a2 2 0 1 1 2.9 1.8c-0.6 0.3-0.9 0.7-0.9 1.4M8 11.7v0.1",
  clock: "M8 4.5V8l2.4 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0",
  alert: "M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v0.1",
  note: "M3 2.5h7l3 3v8H3zM5.5 7h5M5.5 9.8h5",
  file: "M4 1.8h5l3 3v9.4H4zM9 1.8v3h3",
  ticket: "M2 5.5v-2h12v2a2 2 0 0 0 0 5v2H2v-2a2 2 0 0 0 0-5M9.5 5.5v1M9.5 9.5v1",
  chevron: "m6 4 4 4-4 4",
  down: "m4 6 4 4 4-4",
  missed: "M3 4.5l5 5 5-5M3 4.5h3.4M3 4.5v3.4M3 13h10",
  back: "m10 4-4 4 4 4",
  close: "m4 4 8 8M12 4l-8 8",
  download: "M8 2.5v7M5 7l3 3 3-3M3 13h10",
  bell: "M4.5 7a3.5 3.5 0 0 1 7 0c0 3 1.3 4 1.3 4H3.2s1.3-1 1.3-4M6.8 13.2h2.4",
  notify: "M2.5 3h11v8h-5l-3 2.5V11h-3zM8 5v2.5M8 9v0.1",
  mute: "M4.5 7a3.5 3.5 0 0 1 7 0c0 3 1.3 4 1.3 4H3.2s1.3-1 1.3-4M6.8 13.2h2.4M2.5 2.5l11 11",
  message: "M2.5 3h11v8H7l-3 2.5V11H2.5z",
  camera: "M2 4.8h2.8L6 3h4l1.2 1.8H14v8H2zM10.2 8.6a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 0 1 4.4 0",
  external: "M9 2.5h4.5V7M13.5 2.5 8 8M11.5 9.5v4h-9v-9h4",
  pin: "M8 14s4.5-4 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 10 8 14 8 14M9.5 6.5a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0",
  out: "M5 11l6-6M6.5 5H11v4.5",
  in: "M11 5l-6 6M9.5 11H5V6.5",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
