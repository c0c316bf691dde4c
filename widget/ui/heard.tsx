import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Observed, useObserved } from "./observed";

export interface Line {
  n: number;
  text: string;
}

/** How long words stay for a screen reader to come to them, in milliseconds. */
const stay = 20_000;

/** What is said aloud, each thing once: a line that has been added is read, and taken away again in silence. */
export class Heard extends Observed<{ lines: readonly Line[] }> {
  #n = 0;

  constructor() {
    super({ lines: [] });
  }

  say(text: string): void {
    const line = { n: ++this.#n, text };
    this.set({ lines: [...this.state.lines, line] });
    setTimeout(() => this.set({ lines: this.state.lines.filter((l) => l !== line) }), stay);
  }
}

/** A page has one. */
export const heardOf = (): Heard => new Heard();

/** There before anything is said in it, as a screen reader wants it; what is added is read, and nothing twice. */
export function Spoken({ heard }: { heard: Heard }): JSX.Element {
  const { lines } = useObserved(heard);
  const [there, come] = useState(false);
  useEffect(() => come(true), []);
  return (
    <div class="unseen" role="status" aria-atomic="false" aria-relevant="additions">
      {there && lines.map((l) => <p key={l.n}>{l.text}</p>)}
    </div>
  );
}
