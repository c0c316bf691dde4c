#!/bin/sh
# zendesk_app_framework_sdk 2.0.11 (npm), Zendesk's SDK for apps, with the window around it
# played by a few lines of Node.
#
# Behaviour: a request that Zendesk's page leaves unanswered for five seconds is resolved,
# not rejected: client.get("currentUser") then gives an object called TimeoutError, which
# is no Error, and what is no Error passes for an answer. Whoever reads
# ["currentUser"]["id"] of it gets a TypeError about undefined. Refusals are rejected.
#
# Output seen:
#   a request that is answered: resolved, with currentUser
#   a request that is not answered: resolved, without currentUser, named TimeoutError, an Error: false
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed -n 's/^#   //p' "$0" > "$dir/seen"
cd "$dir"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zendesk_app_framework_sdk@2.0.11
cat > main.cjs <<'JS'
const origin = "https://acme.zendesk.com";
const listeners = [];
let answers = true;
const parent = {
  postMessage(raw) {
    const m = JSON.parse(raw);
    const tell = (data) => setImmediate(() => listeners.forEach((l) => l({ data: JSON.stringify(data), origin, source: parent })));
    if (m.key === "iframe.handshake") tell({ key: "zaf.app.registered", message: { context: {}, metadata: {} } });
    if (m.request === "get" && answers) tell({ id: m.id, result: { currentUser: { id: 7 }, errors: {} } });
  },
};
const location = { search: "?origin=" + encodeURIComponent(origin) + "&app_guid=guid", hash: "" };
globalThis.document = { location };
globalThis.window = { Promise, parent, location, document, addEventListener: (_, l) => listeners.push(l) };
const client = require("zendesk_app_framework_sdk").init();
const told = (how) => (what) => (what.currentUser ? `${how}, with currentUser` : `${how}, without currentUser, named ${what.name}, an Error: ${what instanceof Error}`);
const ask = () => client.get("currentUser").then(told("resolved"), told("rejected"));
client.on("app.registered", async () => {
  console.log("a request that is answered:", await ask());
  answers = false;
  console.log("a request that is not answered:", await ask());
  process.exit(0);
});
JS
node main.cjs > now
diff seen now
