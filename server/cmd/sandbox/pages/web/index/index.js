import { fill, h, icon } from "../shared/dom.js";
import { del, get, post } from "../shared/net.js";
import { clouds } from "./faults.js";
import { story } from "./story.js";

const at = (id) => document.getElementById(id);
const world = await get("/api/world");

const links = {
  shop: ["/shop", "shop"], boutique: ["/boutique", "boutique"], desk: ["/desk/zendesk", "desk"], sfdesk: ["/desk/salesforce", "Salesforce desk"],
  phone: ["/phone", "phone"], admin: [`${world.deskside}/admin`, "admin"],
};

const doors = [
  ["Zendesk desk", "Where an agent works", "/desk/zendesk", "list"],
  ["Salesforce desk", "Where an agent works", "/desk/salesforce", "case"],
  ["The shop", "Its support works in Zendesk", "/shop", "bag"],
  ["The boutique", "Its support works in Salesforce", "/boutique", "bag"],
  ["The phone", "Call in, or be called", "/phone", "phone"],
  ["The admin page", "Accounts, calls, every write", links.admin[0], "gear"],
];

fill(at("doors"), doors.map(([title, note, href, picture]) => h("a.door", { href, target: "_blank" }, h("span.disc", {}, icon(picture, 22)), h("b", {}, title), h("small", {}, note))));

/** A sentence with links in the place of {words}. */
function linked(text) {
  return text.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : h("a", { href: links[part][0], target: "_blank" }, links[part][1])));
}

// What has been tried is kept in this browser, as far as it lets us.
const done = new Set(JSON.parse(localStorage.getItem("story") ?? "[]"));
fill(at("story"), story.map(([title, text], i) => h("li", {}, h("label", {},
  h("input", { type: "checkbox", checked: done.has(i), onchange: (e) => {
    if (e.target.checked) done.add(i);
    else done.delete(i);
    localStorage.setItem("story", JSON.stringify([...done]));
  } }),
  h("span", {}, h("b", {}, title))), h("p", {}, linked(text)))));

async function act(work, said) {
  try {
    await work();
    at("said").textContent = said;
  } catch (e) {
    at("said").textContent = e.message;
  }
  await look();
}

const light = h("span.light");
const state = h("span", {}, "…");
const kill = h("button.button.danger", { type: "button", id: "kill", onclick: () => act(() => post("/_sandbox/server/kill"), "Killed. It is on its way back.") }, "Kill it (kill -9)");

fill(at("panels"),
  h("article.panel.server", {}, h("header", {}, h("h3", {}, "The server"), h("p", { role: "status" }, light, state)), h("div.row", {}, kill)),
  clouds.map((c) => h("article.panel", { "data-cloud": c.key }, h("header", {}, h("h3", {}, c.name), h("p.waiting", { id: `waiting-${c.key}` })),
    h("div.row", {}, c.faults.map(([label, fault, what]) => h("button.button", { type: "button", title: `${c.name} ${what}.`, onclick: () =>
      act(() => post(`/api/${c.key}/faults`, fault), `${c.name} ${what}.`) }, label)),
      h("button.button.quiet", { type: "button", onclick: () => act(() => del(`/api/${c.key}/faults`), `${c.name} is well again.`) }, "Mend")))),
  h("article.panel", {}, h("header", {}, h("h3", {}, "Everything")), h("div.row", {},
    h("button.button", { type: "button", id: "reset", onclick: () => act(() => post("/_sandbox/reset"), "Everything is as it was in the beginning. Reload the desks.") }, "Reset the sandbox"),
    h("p", {}, "Ends all calls, empties the server and seeds the CRMs anew."))));

async function look() {
  const s = await get("/_sandbox/server").catch(() => null);
  light.className = s?.up ? "light on" : "light";
  state.textContent = s === null ? "The sandbox does not answer" : s.up ? `Up, process ${s.pid}, started ${s.starts === 1 ? "once" : `${s.starts} times`}` : "Coming back …";
  kill.disabled = !s || s.pid === 0;
  for (const c of ["zendesk", "salesforce"]) {
    const list = await get(`/api/${c}/faults`).catch(() => ({ faults: [] }));
    const n = list.faults.reduce((sum, f) => sum + f.times, 0);
    at(`waiting-${c}`).textContent = n === 0 ? "" : `${n} to come`;
  }
}

await look();
setInterval(look, 1000);
