import { useEffect, useRef } from "preact/hooks";

/** Parts of a page that have a name to be read when they get the focus. */
const parts = "[aria-label],[aria-labelledby],main";

/**
 * Keeps the keyboard's place. What has the focus may go: a call that is declined, a form that
 * is saved, a row that is dealt with; a browser then begins again at the page's top. Here the
 * focus goes on to where the next act is ([data-next]) in the nearest part of the page that
 * is still there, else to that part itself.
 */
export function keepFocus(root: Element): void {
  let way: Element[] = [];
  root.addEventListener("focusin", (e) => {
    way = [];
    for (let at = e.target as Element | null; at !== null && at !== root; at = at.parentElement) way.push(at);
  });
  new MutationObserver(() => {
    if (way[0]?.isConnected !== false || !lost()) return;
    const around = way.find((e) => e.isConnected && e.matches(parts)) ?? root.querySelector("main");
    const next = around?.querySelector<HTMLElement>("[data-next]") ?? (around as HTMLElement | null);
    if (next === around) next?.setAttribute("tabindex", "-1");
    next?.focus();
  }).observe(root, { childList: true, subtree: true });
}

/** Whether the focus is on nothing of the page, and the page has it. */
function lost(): boolean {
  const at = document.activeElement;
  return document.hasFocus() && (at === null || at === document.body || at.localName === "main");
}

/** For what is the next act when it comes: it takes a focus that has no place of its own. Mark it with data-next. */
export function useNext<E extends HTMLElement>(): { current: E | null } {
  const here = useRef<E>(null);
  useEffect(() => void (lost() && here.current?.focus()), []);
  return here;
}
