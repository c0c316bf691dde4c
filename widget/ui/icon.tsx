import type { JSX } from "preact";

/** A line drawing on a 16 × 16 grid, in the colour of the text around it. It decorates; the words beside it speak. */
export function Icon({ of }: { of: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={of} />
    </svg>
  );
}
