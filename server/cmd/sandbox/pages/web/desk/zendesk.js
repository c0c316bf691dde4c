import { fill, h, icon } from "../shared/dom.js";
import { when } from "../shared/format.js";
import { follow, get, oneAtATime, post } from "../shared/net.js";
import { avatar } from "../shared/person.js";
import { notice, place, switcher } from "./place.js";
import { status, ticketView } from "./zendesk-ticket.js";
import { ZafHost } from "./zaf-host.js";

const at = (id) => document.getElementById(id);
const here = await place("zendesk");
const { account, agent } = here;

const names = new Map(); // requester id → name
const tabs = new Map(); // ticket id → {holder, instance}
let tickets = [];
let record = null; // the open ticket, whole
let shown = null; // its id

const host = new ZafHost({
  manifest: await get("/api/app/zendesk"),
  app: { id: account.app_id, installation: account.installation_id },
  desk: { sign, read, invoke, asked },
});

/** Keeps what the app asks of Zendesk; what only the server may do is made loud. */
function asked({ place, ticketId, request, path, args, write }) {
  at("asked").append(h("li", { "data-place": place, "data-ticket": ticketId ?? "", "data-request": request, "data-path": path, "data-write": String(write) },
    `${place}: ${request} ${path} ${JSON.stringify(args)}`));
  if (!write) return;
  notice(at("notices"), `The app tried to write from the browser: ${request} ${path}`, "error", 30_000);
  reportError(new Error(`ticket write from the browser: ${request} ${path}`));
}

async function sign(where) {
  return (await post("/api/zendesk/signed_url", { user_id: Number(agent.id), location: where })).token;
}

function read(path, instance) {
  const open = instance.ticketId === undefined ? null : record?.ticket.id === instance.ticketId ? record : null;
  const values = {
    currentUser: () => ({ id: Number(agent.id), name: agent.name, email: agent.email, role: "agent", locale: "en-US" }),
    currentAccount: () => ({ subdomain: "acme", currency: "USD", timeZone: { name: "UTC" } }),
    "ticket.id": () => instance.ticketId,
    "ticket.subject": () => open?.ticket.subject,
    "ticket.status": () => open?.ticket.status,
    "ticket.tags": () => open?.ticket.tags,
    "ticket.requester": () => open && { id: open.requester?.id, name: open.requester?.name, email: open.requester?.email,
      identities: open.requester?.phone ? [{ type: "phone_number", value: open.requester.phone }] : [] },
  };
  const value = values[path]?.();
  if (value === undefined || value === null) throw new Error("is not available here");
  return value;
}

function invoke(name, args, instance) {
  switch (name) {
    case "popover":
      return popover(typeof args[0] === "string" ? args[0] : "show", args.find((a) => typeof a === "object"));
    case "resize":
      return resize(instance, args[0] ?? {});
    case "notify":
      return notice(at("notices"), String(args[0]), args[1] ?? "notice", typeof args[2] === "number" ? args[2] : 5000);
    case "routeTo":
      if (args[0] === "ticket") return void open(Number(args[1]));
      throw new Error("leads nowhere in the sandbox");
    default:
      throw new Error("is not known here");
  }
}

// --- the top bar's pane ---

const bell = h("button.appicon", { type: "button", "aria-label": "Deskside", "aria-expanded": "false", "aria-controls": "popover", title: "Deskside",
  onclick: () => popover("toggle") }, icon("phone", 19));
const bar = host.add("top_bar", at("popover"), { lazy: true, title: "Deskside" });
resize(bar, host.size("top_bar"));

async function popover(what, wanted) {
  const pane = at("popover");
  if (wanted?.width) pane.style.width = px(wanted.width);
  if (wanted?.height) pane.style.height = px(wanted.height);
  const show = what === "toggle" ? pane.hidden : what !== "hide";
  if (show === !pane.hidden) return;
  pane.hidden = !show;
  bell.setAttribute("aria-expanded", String(show));
  if (show) await host.load(bar);
  if (bar.registered) host.tell(bar, show ? "pane.activated" : "pane.deactivated", {}); // not told when the pane opens for the first time
}

function resize(instance, { width, height }) {
  const box = instance.location === "top_bar" ? at("popover") : instance.holder;
  if (width && instance.location === "top_bar") box.style.width = px(width);
  if (height) box.style.height = px(height);
}

function px(v) {
  return typeof v === "number" || /^\d+$/.test(v) ? `${v}px` : v;
}

// --- tickets ---

async function open(id) {
  if (shown === id) return;
  const before = tabs.get(shown);
  if (before) {
    before.holder.hidden = true;
    host.tell(before.instance, "app.deactivated", {});
  }
  shown = id;
  history.replaceState(null, "", `${location.pathname}${location.search}#${id}`);
  await load(id);
  if (shown !== id) return;
  let tab = tabs.get(id);
  if (!tab && record) {
    const holder = h("div.sidebarframe", {});
    at("sidebars").append(holder);
    tab = { holder, instance: host.add("ticket_sidebar", holder, { ticketId: id, title: `Deskside for ticket ${id}` }) };
    tabs.set(id, tab);
  }
  if (tab) {
    tab.holder.hidden = false;
    host.tell(tab.instance, "app.activated", { firstLoad: false });
  }
  draw();
}

function close(id) {
  const tab = tabs.get(id);
  tabs.delete(id);
  if (tab) {
    host.remove(tab.instance);
    tab.holder.remove();
  }
  if (shown === id) {
    shown = record = null;
    const next = [...tabs.keys()].at(-1);
    if (next !== undefined) return void open(next);
  }
  draw();
}

async function load(id) {
  try {
    const found = await get(`/api/zendesk/tickets/${id}`);
    if (shown === id) record = found;
  } catch {
    if (shown === id) record = null;
    notice(at("notices"), `There is no ticket ${id}.`, "error");
  }
}

async function nameRequesters() {
  for (const t of tickets) {
    if (names.has(t.requester_id)) continue;
    const whole = await get(`/api/zendesk/tickets/${t.id}`);
    names.set(t.requester_id, whole.requester?.name ?? "Unknown");
  }
}

const refresh = oneAtATime(async () => {
  tickets = (await get("/api/zendesk/tickets")).tickets;
  await nameRequesters();
  if (shown !== null) await load(shown);
  draw();
});

function dial(number, userId) {
  const heard = host.dialOut({ number, userId, ticketId: shown });
  if (!heard) notice(at("notices"), "No app listens for numbers yet.", "alert");
}

async function setState(state) {
  if (state === "") return;
  await post(`/api/zendesk/tickets/${shown}/state`, { state });
}

// --- drawing ---

function draw() {
  at("count").textContent = String(tickets.length);
  fill(at("rows"), [...tickets].reverse().map((t) => h("li", {},
    h("button.row", { type: "button", "aria-current": t.id === shown ? "true" : false, "data-ticket": t.id, onclick: () => open(t.id) },
      status(t), h("span.subject", { dir: "auto" }, t.subject),
      h("span.meta", {}, h("span", { dir: "auto" }, names.get(t.requester_id) ?? ""), h("span", {}, `#${t.id}`), h("time", {}, when(t.updated_at)))))));
  fill(at("tabs"), [...tabs.keys()].map((id) => h(id === shown ? "div.tab.on" : "div.tab", {},
    h("button", { type: "button", role: "tab", "aria-selected": String(id === shown), onclick: () => open(id) },
      h("b", { dir: "auto" }, tickets.find((t) => t.id === id)?.subject ?? "Ticket"), h("span", {}, `#${id}`)),
    h("button.x", { type: "button", "aria-label": `Close ticket ${id}`, onclick: () => close(id) }, icon("close", 13)))));
  drawTicket();
}

let atEnd = true; // follow new comments unless the reader has scrolled up
let drawn = null;

function drawTicket() {
  const main = at("ticket");
  if (!record) {
    drawn = null;
    return fill(main, h("div.empty", {}, h("p", {}, "Open a ticket from the list.")));
  }
  const old = main.querySelector(".comments");
  const same = drawn === record.ticket.id;
  if (old && same) atEnd = old.scrollHeight - old.scrollTop - old.clientHeight < 40;
  const top = old?.scrollTop ?? 0;
  fill(main, ticketView({ record, agent, onDial: dial, onState: setState }));
  drawn = record.ticket.id;
  const list = main.querySelector(".comments");
  list.scrollTop = !same || atEnd ? list.scrollHeight : top;
}

fill(at("rail"), h("span.brand", { "aria-hidden": "true" }, "A"),
  [["home", "Home"], ["list", "Views"], ["people", "Customers"], ["chart", "Reporting"], ["gear", "Admin"]].map(([i, label]) =>
    h(i === "list" ? "span.item.on" : "span.item", { title: label }, icon(i, 21))));
fill(at("tools"), switcher(here), bell, avatar(agent.name, 30));

host.add("background", at("background"));
await refresh();
follow("/api/zendesk/stream", "message", refresh, refresh);
const wanted = Number(location.hash.slice(1)) || tickets.findLast((t) => t.status === "open")?.id;
if (wanted) await open(wanted);
// An agent who uses the phone keeps its pane open; ?pane=closed is a desk as Zendesk shows it first.
if (new URLSearchParams(location.search).get("pane") !== "closed") await popover("show");
