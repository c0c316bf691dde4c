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

/** The switches that no real CRM has: which CRM, and which agent. */
export function switcher({ account, agent }) {
  const go = (path) => location.assign(path);
  const desk = h("select", { "aria-label": "Which CRM", onchange: (e) => go(e.target.value + location.search) },
    h("option", { value: "/desk/zendesk", selected: account.kind === "zendesk" }, "Zendesk ticket"),
    h("option", { value: "/desk/salesforce", selected: account.kind === "salesforce" }, "Salesforce Case"));
  const who = h("select", { "aria-label": "Who you are", onchange: (e) => go(`${location.pathname}?agent=${e.target.value}`) },
    account.agents.map((a) => h("option", { value: a.name.split(" ")[0].toLowerCase(), selected: a.id === agent.id }, a.name)));
  return h("div.switcher", {}, h("a", { href: "/", title: "Back to the sandbox" }, "Sandbox"), desk, who);
}

/** A short message in a corner. */
export function notice(holder, text, kind = "notice", ms = 5000) {
  const note = h(`div.notice.${kind}`, {}, text);
  holder.append(note);
  setTimeout(() => note.remove(), ms);
}
