import type { JSX } from "preact";
import { useObserved } from "../../ui/observed";
import type { Page, Part } from "../shell/slots";
import { follow, heardOf } from "./heard";
import { words } from "./words";

/** There before anything is said in it; what is added is read, and nothing twice. */
function Spoken({ workspace }: Page): JSX.Element {
  const { lines } = useObserved(workspace.model(heardOf));
  return (
    <div class="unseen" role="status" aria-atomic="false" aria-relevant="additions">
      {lines.map((l) => (
        <p key={l.n}>{l.text}</p>
      ))}
    </div>
  );
}

export const part: Part = { words: [words], views: { spoken: Spoken }, start: follow };
