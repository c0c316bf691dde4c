import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A part of the page that is fetched when it is first shown. */
export interface Later<P> {
  (props: P): JSX.Element | null;
  /** Fetches it ahead. */
  load(): Promise<void>;
}

/** For what most calls never need: the page begins without it, and has it a moment after it is asked for. */
export function later<P extends object>(fetchIt: () => Promise<ComponentType<P>>): Later<P> {
  let Part: ComponentType<P> | undefined;
  const load = async () => void (Part ??= await fetchIt());
  const Shown = (props: P) => {
    const [, show] = useState(false);
    // Without dependencies: what could not be fetched is tried again whenever the page is drawn.
    useEffect(() => {
      if (Part === undefined) load().then(() => show(true), () => undefined);
    });
    return Part === undefined ? null : <Part {...props} />;
  };
  return Object.assign(Shown, { load });
}
