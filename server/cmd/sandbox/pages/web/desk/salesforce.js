import { fill, h, icon } from "../shared/dom.js";
import { when } from "../shared/format.js";
import { follow, get, oneAtATime, post } from "../shared/net.js";
import { avatar } from "../shared/person.js";
import { LwcHost } from "./lwc-host.js";
import { OpenCtiHost } from "./opencti-host.js";
import { notice, place, switcher } from "./place.js";
import { caseView } from "./salesforce-case.js";

const at = (id) => document.getElementById(id);
const here = await place("salesforce");
const { account, agent, world } = here;

let cases = [];
let record = null; // the open Case, whole
let shown = null; // its id

// The package's component in the utility bar, or ?host=opencti: the softphone panel.
const Host = new URLSearchParams(location.search).get("host") === "opencti" ? OpenCtiHost : LwcHost;
const host = new Host({
  deskside: world.deskside, account: account.name, holder: at("widget"),
  on: {
    pop: (id) => open(id),
    height: () => {}, // the panel is as tall as the column
    title: (text) => { at("widgettitle").textContent = text || "Deskside"; },
    attention: (wanted) => { at("widgettitle").dataset.wanted = String(wanted); },
    // What DesksideAgent.proof does for whoever is signed in here.
    sign: async (nonce, audience = world.deskside) => (await post("/api/salesforce/proof", { user: agent.id, nonce, audience })).proof,
  },
});

function dial(number) {
  if (!host.dial(number, record.ticket.id)) notice(at("notices"), "No softphone takes clicks on numbers.", "error");
}

async function open(id) {
  if (shown === id) return;
  shown = id;
  history.replaceState(null, "", `${location.pathname}${location.search}#${id}`);
  await load(id);
  if (shown !== id) return;
  tell();
  draw();
}

async function load(id) {
  try {
    const found = await get(`/api/salesforce/tickets/${id}`);
    if (shown === id) record = found;
  } catch {
    if (shown === id) record = null;
    notice(at("notices"), "There is no such Case.", "error");
  }
}

function tell() {
  host.show({ recordId: record?.ticket.id ?? "", objectType: record ? "Case" : "", recordName: record?.ticket.number ?? "", user: { id: agent.id, name: agent.name } });
}

const refresh = oneAtATime(async () => {
  cases = (await get("/api/salesforce/tickets")).tickets;
  if (shown !== null) await load(shown);
  draw();
});

async function setState(state) {
  if (state !== "") await post(`/api/salesforce/tickets/${shown}/state`, { state });
}

function draw() {
  fill(at("rows"), [...cases].reverse().map((c) => h("li", {},
    h("button.row", { type: "button", "aria-current": c.id === shown ? "true" : false, "data-ticket": c.id, onclick: () => open(c.id) },
      h("b", { dir: "auto" }, c.subject || "(no subject)"),
      h("span.meta", {}, h("span", {}, c.number), h("span.state", {}, c.status), h("time", {}, when(c.updated_at)))))));
  fill(at("record"), record
    ? caseView({ record, onDial: dial, onState: setState })
    : h("div.empty", {}, h("p", {}, "Open a Case from the list.")));
}

fill(at("globe"), h("span.cloud", { "aria-hidden": "true" }), h("div.find", {}, icon("search", 16), h("span", {}, "Search Cases and more")),
  switcher(here), h("span.tool", {}, icon("bell", 18)), avatar(agent.name, 30));
fill(at("appbar"), h("b", {}, "Service Console"), ["Home", "Cases", "Contacts", "Accounts", "Reports"].map((t) => h(t === "Cases" ? "span.on" : "span", {}, t)));
fill(at("object"), icon("case", 20));

tell();
await refresh();
follow("/api/salesforce/stream", "message", refresh, refresh);
const wanted = location.hash.slice(1) || cases.findLast((c) => c.state === "open")?.id;
if (wanted) await open(wanted);
