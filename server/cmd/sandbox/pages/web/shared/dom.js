// Building pages out of text that strangers wrote: strings become text nodes and
// attributes, never markup.

/** Makes an element. Props that begin with "on" are listeners; the rest are attributes. */
export function h(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.classList.add(...value.split(" ").filter(Boolean));
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((c) => c !== undefined && c !== null && c !== false));
  return node;
}

const drawings = {
  home: "M3 11.5 12 4l9 7.5M5.5 10v9.5h4.5v-6h4v6h4.5V10",
  list: "M4 6h16M4 12h16M4 18h16",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c0-4 3-6.5 6.5-6.5s6.5 2.5 6.5 6.5M16 4.3a3.5 3.5 0 0 1 0 6.4M18.5 14.2c1.8 1 3 3 3 5.8",
  chart: "M4 20V10M10 20V4M16 20v-7M21 20H3",
  key: "M8 12.5a4 4 0 1 1 3.4 3.95L10 18H8v2H6v1.5H2.5V18l5.55-5.55ZM15 9h.01",
  gear: "M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1M16.6 16.6l2.1 2.1M18.7 5.3l-2.1 2.1M7.4 16.6l-2.1 2.1",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l5 5",
  phone: "M6.5 3.5 9.5 4l1 4-2 1.8a12 12 0 0 0 5.7 5.7l1.8-2 4 1 .5 3c0 1.7-1.3 3-3 3C10 20.5 3.5 14 3.5 6.5c0-1.7 1.3-3 3-3Z",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  bell: "M12 3a6 6 0 0 0-6 6c0 6-2.5 7.5-2.5 7.5h17S18 15 18 9a6 6 0 0 0-6-6ZM10 20a2 2 0 0 0 4 0",
  close: "M6 6l12 12M18 6 6 18",
  back: "M14 6l-6 6 6 6",
  bag: "M5 8h14l1 12H4zM9 10V6a3 3 0 0 1 6 0v4",
  case: "M4 8h16v11H4zM9 8V5h6v3M4 13h16",
  chat: "M4 5h16v11H9l-5 4z",
  erase: "M9 6h11v12H9l-6-6zM12 9.5l5 5M17 9.5l-5 5",
};

/** A line drawing, hidden from screen readers: the words beside it say what it is. */
export function icon(name, size = 20) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  for (const [k, v] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor", "stroke-width": 1.7, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) {
    svg.setAttribute(k, v);
  }
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", drawings[name]);
  svg.append(path);
  return svg;
}

/** Replaces what is in a node, keeping the scroll position. */
export function fill(node, ...children) {
  const top = node.scrollTop;
  node.replaceChildren(...children.flat(3).filter((c) => c !== undefined && c !== null && c !== false));
  node.scrollTop = top;
}
