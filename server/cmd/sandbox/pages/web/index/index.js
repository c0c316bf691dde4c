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
  ["Admins by name", "The company’s sign-in, with roles", `${links.admin[0]}#entrance`, "key"],
];

fill(at("doors"), doors.map(([title, note, href, picture]) => h("a.door", { href, target: "_blank" }, h("span.disc", {}, icon(picture, 22)), h("b", {}, title), h("small", {}, note))));

/** A sentence with links in the place of {words}. */
function linked(text) {
  return text.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? part : h("a", { href: links[part][0], target: "_blank" }, links[part][1])));
}

// Steps are ticked as they happen, wherever they happen; whoever reads may tick them too.
// What the reader ticks is kept in this browser, as far as it lets us.
const byHand = new Map(Object.entries(JSON.parse(localStorage.getItem("steps") ?? "{}")));
const boxes = new Map(story.map(([name]) => [name, h("input", { type: "checkbox", id: `step-${name}`, onchange: (e) => {
  byHand.set(name, e.target.checked);
  localStorage.setItem("steps", JSON.stringify(Object.fromEntries(byHand)));
} })]));
fill(at("story"), story.map(([name, title, text]) => h("li", {}, h("label", {}, boxes.get(name), h("span", {}, h("b", {}, title))), h("p", {}, linked(text)))));
for (const [name, box] of boxes) box.checked = byHand.get(name) ?? false;

async function tick() {
  const told = await get("/api/story").catch(() => null);
  if (told === null) return;
  for (const [name, title] of story) {
    const box = boxes.get(name);
    if (!told.done.includes(name) || box.checked || byHand.get(name) === false) continue;
    box.checked = true;
    at("told").textContent = `Done: ${title}.`;
  }
}

/** What became of a button, beside it. */
async function act(where, work, said) {
  where.textContent = "…";
  try {
    await work();
    where.textContent = said;
  } catch (e) {
    where.textContent = e.message;
  }
  await look();
}

const said = () => h("p.said", { role: "status" });
const light = h("span.light");
const state = h("span", {}, "…");
const killed = said();
const kill = h("button.button.danger", { type: "button", id: "kill", onclick: () => act(killed, () => post("/_sandbox/server/kill"), "Killed. It is on its way back.") }, "Kill it (kill -9)");

function cloud(c) {
  const result = said();
  const button = (classes, label, id, effect, work, done) => h("div.fault", {},
    h(`button.button${classes}`, { type: "button", "aria-describedby": id, onclick: () => act(result, work, done) }, label), h("p", { id }, effect));
  return h("article.panel", { "data-cloud": c.key }, h("header", {}, h("h3", {}, c.name), h("p.waiting", { id: `waiting-${c.key}` })),
    c.faults.map(([label, fault, what], i) => button("", label, `${c.key}-${i}`, what, () => post(`/api/${c.key}/faults`, fault), `From now on ${c.name} ${what}.`)),
    button(".quiet", "Mend", `${c.key}-mend`, "forgets all of these", () => del(`/api/${c.key}/faults`), `${c.name} is well again.`),
    result);
}

// Everything that was tried is lost by it, so it asks.
const wiped = said();
const sure = h("dialog.sure", { "aria-labelledby": "sure-title" },
  h("form", { method: "dialog" },
    h("h3", { id: "sure-title" }, "Reset the sandbox?"),
    h("p", {}, "All calls end, the server forgets every contact, note and file, and the CRMs are seeded anew. It cannot be undone."),
    h("div.row", {}, h("button.button", { value: "" }, "Cancel"), h("button.button.danger", { value: "reset", id: "reset-sure" }, "Reset everything"))));
document.body.append(sure);
sure.addEventListener("close", () => {
  if (sure.returnValue !== "reset") return;
  sure.returnValue = "";
  void act(wiped, async () => {
    await post("/_sandbox/reset");
    byHand.clear();
    localStorage.removeItem("steps");
    for (const box of boxes.values()) box.checked = false;
    at("told").textContent = "";
  }, "Everything is as it was in the beginning. Reload the desks.");
});

fill(at("panels"),
  h("article.panel.server", {}, h("header", {}, h("h3", {}, "The server"), h("p", { role: "status" }, light, state)), h("div.fault", {}, kill, h("p", {}, "no chance to tidy up; the sandbox starts it again")), killed),
  clouds.map(cloud),
  h("article.panel", {}, h("header", {}, h("h3", {}, "Everything")), h("div.fault", {},
    h("button.button", { type: "button", id: "reset", onclick: () => sure.showModal() }, "Reset the sandbox …"),
    h("p", {}, "ends all calls, empties the server and seeds the CRMs anew; it asks first")), wiped));

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
  await tick();
}

await look();
setInterval(look, 1000);
