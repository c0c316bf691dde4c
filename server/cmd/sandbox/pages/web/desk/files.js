import { h, icon } from "../shared/dom.js";
import { size } from "../shared/format.js";

const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** Files as CRMs show them: pictures small, all as links. */
export function files(list) {
  if (list.length === 0) return null;
  return h("ul.files", {}, list.map((f) => h("li", {},
    h("a.file", { href: f.url, target: "_blank", rel: "noopener", title: f.name },
      pictures.has(f.type)
        ? h("img", { src: f.url, alt: "", loading: "lazy" })
        : h("span.paper", {}, icon("file", 22)),
      h("span.name", { dir: "auto" }, f.name),
      h("span.size", {}, size(f.size))))));
}
