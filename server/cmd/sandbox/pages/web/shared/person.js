import { h } from "./dom.js";
import { hue, initials } from "./format.js";

/** A round picture made of initials. The name stands beside it, so it is hidden from screen readers. */
export function avatar(name, size = 32) {
  const node = h("span.avatar", { "aria-hidden": "true" }, initials(name));
  node.style.setProperty("--hue", hue(name));
  node.style.setProperty("--size", `${size}px`);
  return node;
}
