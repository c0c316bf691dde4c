import path from "node:path";

/**
 * How a page is cut. All that it cannot begin without is one chunk: one request, and
 * compressed as a whole. A feature is a chunk, and so are its words in each language; what
 * several features share is one more, and so is a host. What is not named here (voice, the
 * server's sentences) comes by itself when it is needed. The admin's page is one chunk.
 */
export function chunks(root, page) {
  if (page === "admin.html") return {};
  let first;
  const name = (id, bundle) => {
    first ??= reached(path.join(root, page), bundle);
    if (first.has(id) || id.endsWith("rolldown/runtime.js") || id.endsWith("/hosts/latest.ts")) return "page"; // a request of its own would cost more than it weighs
    return id.startsWith(root) ? chunkOf(path.relative(root, id.split("?")[0]).split(path.sep)) : null;
  };
  return { includeDependenciesRecursively: false, groups: [{ name, debugName: "page and features" }] };
}

/** All modules that a page imports, directly or through others, before it runs. */
function reached(entry, bundle) {
  const found = new Set();
  const follow = (id) => {
    if (found.has(id)) return;
    found.add(id);
    for (const next of bundle.getModuleInfo(id)?.importedIds ?? []) follow(next);
  };
  follow(entry);
  return found;
}

/** Features that come with the shell. */
const early = ["ringing", "choosing"];

function chunkOf([folder, ...rest]) {
  const language = /^(en|ja|ko)\.ts$/.exec(rest.at(-1) ?? "")?.[1];
  switch (folder) {
    case "agent":
    case "customer": {
      const feature = rest[0];
      if (language === undefined) return feature;
      // What a page says first is a chunk by itself, and nothing more than its entry.
      return ["languages", "shell", ...early].includes(feature) ? null : `${feature}.${language}`;
    }
    case "worklist":
      return language === undefined ? "worklist" : `worklist.${language}`;
    case "words":
      if (language === undefined) return rest[0].startsWith("server") ? null : "shared";
      return rest.length === 1 ? null : `shared.${language}`;
    case "hosts":
      return /^salesforce(-page|\.css)/.test(rest[0]) ? "salesforce-page" : null;
    case "api":
    case "ui":
      return "shared";
    case "node_modules":
      return rest[0] === "qr" ? "qr" : "twilio"; // all else that others have written comes with the shell
    case "qr.ts":
      return "qr";
    case "voice.ts":
    case "sounds.ts":
    case "microphone.ts":
      return "voice";
    default:
      return null;
  }
}
