import { h } from "../shared/dom.js";
import { get } from "../shared/net.js";

// Which desk this is, and who sits at it. The agent is part of the address, so that
// two agents can work in two tabs.

export async function place(kind) {
  const world = await get("/api/world");
  const account = world.accounts.find((a) => a.kind === kind);
  const asked = new URLSearchParams(location.search).get("agent");
  const agent = account.agents.find((a) => a.name.toLowerCase().startsWith(asked ?? "")) ?? account.agents[0];
  return { world, account, agent };
}

/** The switches that no real CRM has: which CRM, in which of its frames, and which agent. */
export function switcher({ account, agent }) {
  const query = new URLSearchParams(location.search);
  const openCTI = query.get("host") === "opencti";
  const go = (path, more = {}) => location.assign(`${path}?${new URLSearchParams({ agent: first(agent), ...more })}`);
  const desks = [
    ["Zendesk ticket", "/desk/zendesk", {}, account.kind === "zendesk"],
    ["Salesforce Case", "/desk/salesforce", {}, account.kind === "salesforce" && !openCTI],
    ["Salesforce, Open CTI", "/desk/salesforce", { host: "opencti" }, account.kind === "salesforce" && openCTI],
  ];
  const desk = h("select", { "aria-label": "Which CRM", onchange: (e) => go(...desks[e.target.selectedIndex].slice(1, 3)) },
    desks.map(([label, , , selected]) => h("option", { selected }, label)));
  const who = h("select", { "aria-label": "Who you are", onchange: (e) => go(location.pathname, { ...Object.fromEntries(query), agent: e.target.value }) },
    account.agents.map((a) => h("option", { value: first(a), selected: a.id === agent.id }, a.name)));
  return h("div.switcher", {}, h("a", { href: "/", title: "Back to the sandbox" }, "Sandbox"), desk, who);
}

function first(agent) {
  return agent.name.split(" ")[0].toLowerCase();
}

/** A short message in a corner. */
export function notice(holder, text, kind = "notice", ms = 5000) {
  const note = h(`div.notice.${kind}`, {}, text);
  holder.append(note);
  setTimeout(() => note.remove(), ms);
}
