// Drawings of what is on sale: shapes on a coloured ground, no pictures to load.

const ns = "http://www.w3.org/2000/svg";

// Each shape: [element, attributes]. The canvas is 200 × 200.
const art = {
  lamp: ["#e8ded1", [
    ["path", { d: "M62 92 84 44h32l22 48Z", fill: "#fff6dd" }], ["path", { d: "M62 92 84 44h32l22 48Z", fill: "none", stroke: "#caa76a", "stroke-width": 3 }],
    ["ellipse", { cx: 100, cy: 96, rx: 46, ry: 12, fill: "#ffe9ad", opacity: .8 }], ["rect", { x: 97, y: 92, width: 6, height: 56, fill: "#6b5b4d" }],
    ["ellipse", { cx: 100, cy: 152, rx: 30, ry: 8, fill: "#57493e" }]]],
  chair: ["#d8e2dc", [
    ["path", { d: "M66 60q34-14 68 0l-5 50H71Z", fill: "#7d9a83" }], ["rect", { x: 62, y: 106, width: 76, height: 18, rx: 8, fill: "#65836c" }],
    ["path", { d: "M70 124 60 164M130 124l10 40M82 124v34M118 124v34", stroke: "#b98d5c", "stroke-width": 7, "stroke-linecap": "round" }]]],
  vase: ["#dfe4ee", [
    ["path", { d: "M86 52h28l-4 22c22 12 30 30 26 54-3 18-14 30-36 30s-33-12-36-30c-4-24 4-42 26-54Z", fill: "#3d5a8a" }],
    ["path", { d: "M70 110q30 16 60 0M66 128q34 16 68 0", stroke: "#a9bcdc", "stroke-width": 4, fill: "none" }], ["ellipse", { cx: 100, cy: 52, rx: 16, ry: 4, fill: "#24385c" }]]],
  clock: ["#ece6da", [
    ["circle", { cx: 100, cy: 100, r: 56, fill: "#c9a878" }], ["circle", { cx: 100, cy: 100, r: 48, fill: "#fffaf1" }],
    ["path", { d: "M100 64v36l24 16", stroke: "#3b332b", "stroke-width": 5, fill: "none", "stroke-linecap": "round" }], ["circle", { cx: 100, cy: 100, r: 4, fill: "#3b332b" }]]],
  table: ["#e4e0d8", [
    ["ellipse", { cx: 100, cy: 82, rx: 60, ry: 16, fill: "#d9b98c" }], ["path", { d: "M40 82v6q60 26 120 0v-6q-60 26-120 0Z", fill: "#b8935f" }],
    ["path", { d: "M62 98 52 160M138 98l10 62M100 104v60", stroke: "#a17c4b", "stroke-width": 7, "stroke-linecap": "round" }]]],
  mug: ["#f0e2de", [
    ["rect", { x: 50, y: 84, width: 56, height: 62, rx: 10, fill: "#b5533c" }], ["path", { d: "M106 98q22 0 22 18t-22 18", stroke: "#b5533c", "stroke-width": 8, fill: "none" }],
    ["ellipse", { cx: 78, cy: 84, rx: 28, ry: 7, fill: "#7d3525" }], ["path", { d: "M68 70q-6-8 0-16M86 70q-6-8 0-16", stroke: "#c9b1aa", "stroke-width": 4, fill: "none", "stroke-linecap": "round" }]]],
  coat: ["#dde2e6", [
    ["path", { d: "M80 44h40l22 18 14 70-16 4-10-40 4 64H66l4-64-10 40-16-4 14-70Z", fill: "#53636f" }], ["path", { d: "M100 62v98M80 44l20 24 20-24", stroke: "#33414b", "stroke-width": 3, fill: "none" }],
    ["circle", { cx: 106, cy: 96, r: 3, fill: "#d8c7a2" }], ["circle", { cx: 106, cy: 116, r: 3, fill: "#d8c7a2" }], ["circle", { cx: 106, cy: 136, r: 3, fill: "#d8c7a2" }]]],
  bag: ["#eadfce", [
    ["path", { d: "M72 78V66q28-30 56 0v12", stroke: "#7a4f2a", "stroke-width": 6, fill: "none" }], ["rect", { x: 48, y: 76, width: 104, height: 74, rx: 10, fill: "#9c6a3c" }],
    ["path", { d: "M48 86q52 50 104 0v-2q0-8-10-8H58q-10 0-10 8Z", fill: "#845630" }], ["rect", { x: 92, y: 102, width: 16, height: 18, rx: 4, fill: "#e5c48b" }]]],
  watch: ["#e2e4df", [
    ["path", { d: "M84 36h32l4 34H80ZM80 130h40l-4 36H84Z", fill: "#6f7458" }], ["circle", { cx: 100, cy: 100, r: 36, fill: "#b9bec4" }], ["circle", { cx: 100, cy: 100, r: 29, fill: "#20262b" }],
    ["path", { d: "M100 82v18l12 9", stroke: "#fff", "stroke-width": 3.5, fill: "none", "stroke-linecap": "round" }]]],
  scarf: ["#e9e2d3", [
    ["path", { d: "M60 58q40 30 80 0l6 22q-46 34-92 0Z", fill: "#c98a2b" }], ["path", { d: "M104 88l30-8 6 78h-26Z", fill: "#b67a22" }],
    ["path", { d: "M114 158v10M121 158v10M128 158v10M135 158v10", stroke: "#b67a22", "stroke-width": 3 }], ["path", { d: "M112 116l25-4M113 132l26-3", stroke: "#e6bd73", "stroke-width": 4 }]]],
  shoes: ["#e3dcd6", [
    ["path", { d: "M40 128q2-34 12-44l22 6q6 22 42 26 36 4 40 24H40Z", fill: "#5b3523" }], ["rect", { x: 38, y: 138, width: 120, height: 9, rx: 3, fill: "#2c1b12" }],
    ["path", { d: "M76 98l10-6M84 106l10-6M94 112l9-6", stroke: "#e0c9ae", "stroke-width": 3, "stroke-linecap": "round" }]]],
  glasses: ["#dfe6e8", [
    ["circle", { cx: 68, cy: 104, r: 27, fill: "#f6fbfc", stroke: "#5c3a1e", "stroke-width": 8 }], ["circle", { cx: 132, cy: 104, r: 27, fill: "#f6fbfc", stroke: "#5c3a1e", "stroke-width": 8 }],
    ["path", { d: "M95 98q5-6 10 0M41 98l-14-8M159 98l14-8", stroke: "#5c3a1e", "stroke-width": 7, fill: "none", "stroke-linecap": "round" }]]],
};

/** A drawing. The item's name stands beside it, so it is hidden from screen readers. */
export function drawing(name) {
  const [ground, shapes] = art[name];
  const svg = make("svg", { viewBox: "0 0 200 200", "aria-hidden": "true", preserveAspectRatio: "xMidYMid slice" });
  svg.append(make("rect", { width: 200, height: 200, fill: ground }), make("ellipse", { cx: 100, cy: 166, rx: 62, ry: 9, fill: "#000", opacity: 0.08 }));
  for (const [tag, attributes] of shapes) svg.append(make(tag, { "stroke-linejoin": "round", ...attributes }));
  return svg;
}

function make(tag, attributes) {
  const node = document.createElementNS(ns, tag);
  for (const [k, v] of Object.entries(attributes)) node.setAttribute(k, v);
  return node;
}
