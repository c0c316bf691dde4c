/** Places whose changes a screen reader reads of itself. */
export const regions = "[role=status],[role=alert],[role=log],[aria-live=polite],[aria-live=assertive]";

/** Those that stand inside another, which some screen readers read twice and others not at all. */
export function nested(root: ParentNode = document): string[] {
  return [...root.querySelectorAll(regions)].filter((e) => e.parentElement?.closest(regions)).map((e) => e.outerHTML);
}
