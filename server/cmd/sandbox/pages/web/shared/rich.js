// Shows the HTML that a CRM holds the way the CRM would: a few harmless elements
// are built anew, everything else becomes its text.

const harmless = new Set(["P", "BR", "B", "STRONG", "I", "EM", "UL", "OL", "LI", "H4", "TABLE", "TBODY", "THEAD", "TR", "TH", "TD", "CODE", "PRE", "DIV", "SPAN", "BLOCKQUOTE"]);

export function rich(html) {
  const out = document.createDocumentFragment();
  // A parsed document runs nothing and loads nothing.
  copy(new DOMParser().parseFromString(html ?? "", "text/html").body, out);
  return out;
}

function copy(from, to) {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      to.append(child.data);
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      copy(child, made(child, to));
    }
  }
}

function made(element, to) {
  if (element.tagName === "SCRIPT" || element.tagName === "STYLE") return document.createDocumentFragment();
  if (element.tagName === "A" && /^(https?|tel|mailto):/i.test(element.getAttribute("href") ?? "")) {
    const link = document.createElement("a");
    Object.assign(link, { href: element.getAttribute("href"), target: "_blank", rel: "noopener noreferrer" });
    to.append(link);
    return link;
  }
  if (!harmless.has(element.tagName)) return to;
  const node = document.createElement(element.tagName);
  to.append(node);
  return node;
}
