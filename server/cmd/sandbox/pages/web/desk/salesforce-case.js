import { h, icon } from "../shared/dom.js";
import { duration, phone, when } from "../shared/format.js";
import { avatar } from "../shared/person.js";
import { files } from "./files.js";

const path = ["New", "Working", "Escalated", "Closed"];

/** One Case as the service console shows it: highlights, path, details, and what hangs on it. */
export function caseView({ record, onDial, onState }) {
  const { ticket, requester: who } = record;
  const calls = record.tasks.filter((t) => t.subtype === "Call");
  return [
    h("section.card.highlights", {},
      h("div.title", {}, h("span.object", {}, icon("case", 20)),
        h("div", {}, h("small", {}, record.deleted ? "Case, deleted" : "Case"), h("h1", { dir: "auto" }, ticket.subject)),
        h("label.actions", {}, h("span.unseen", {}, "Change the status"),
          h("select.button", { onchange: (e) => onState(e.target.value) },
            h("option", { value: "", selected: true }, "Change status"),
            [["open", "Working"], ["solved", "Resolved"], ["closed", "Closed"], ["deleted", "Delete"]].map(([v, t]) => h("option", { value: v }, t))))),
      h("dl.facts", {},
        fact("Case number", ticket.number), fact("Status", ticket.status), fact("Priority", ticket.priority ?? "–"),
        fact("Contact", who?.name ? h("span", { dir: "auto" }, who.name) : "–"),
        fact("Phone", who?.phone ? h("button.dial", { type: "button", title: "Call", "data-number": who.phone, onclick: () => onDial(who.phone) }, icon("phone", 14), phone(who.phone)) : "–"),
        fact("Owner", ticket.owner ?? "–"))),
    h("ol.path", { "aria-label": "Status" }, steps(record).map(([label, kind]) => h(`li.${kind}`, { "aria-current": kind === "now" ? "step" : false }, label))),
    h("div.columns", {},
      h("section.card", {}, h("h2", {}, "Details"),
        h("dl.details", {},
          fact("Description", h("div.text", { dir: "auto" }, ticket.description || "–")),
          fact("Origin", ticket.origin ?? "–"),
          fact("Email", who?.email ? h("span", { dir: "auto" }, who.email) : "–"),
          Object.entries(record.fields).filter(([, v]) => v).map(([k, v]) => fact(words(k), h("span", { dir: "auto" }, String(v)))),
          fact("Opened", when(ticket.created_at)), fact("Last modified", when(ticket.updated_at)))),
      h("section.card", {}, h("h2", {}, `Files (${record.files.length})`),
        record.files.length === 0 ? h("p.none", {}, "No files yet.") : files(record.files.map((f) => ({ name: f.name, type: f.content_type, size: f.size, url: f.url }))))),
    h("section.card", {}, h("h2", {}, `Activity: calls (${calls.length})`),
      calls.length === 0 ? h("p.none", {}, "No calls yet.") : h("ul.calls", {}, calls.map(call))),
    h("section.card", {}, h("h2", {}, `Case comments (${record.comments.length})`),
      record.comments.length === 0 ? h("p.none", {}, "No comments yet.") : h("ol.comments", {}, [...record.comments].reverse().map(comment))),
  ];
}

function steps({ ticket }) {
  const closed = ticket.state === "closed" || ticket.state === "solved";
  const here = closed ? path.length - 1 : Math.max(0, path.indexOf(ticket.status));
  return path.map((label, i) => [i === here ? ticket.status : label, i < here ? "past" : i === here ? "now" : "next"]);
}

const fact = (label, value) => h("div", {}, h("dt", {}, label), h("dd", {}, value));

/** Deskside_Issue__c → Deskside Issue */
const words = (api) => api.replace(/__c$/, "").replaceAll("_", " ");

function call(t) {
  return h("li.call", { "data-id": t.id }, h("span.disc", {}, icon("phone", 15)),
    h("div", {},
      h("header", {}, h("b", { dir: "auto" }, t.subject), h("time", { datetime: t.created_at }, when(t.created_at))),
      h("p.line", {}, [t.call_type, t.call_seconds === null || t.call_seconds === undefined ? null : duration(t.call_seconds), t.call_disposition, t.owner].filter(Boolean).join(" · ")),
      t.description ? h("p.text", { dir: "auto" }, t.description) : null));
}

function comment(c) {
  const author = c.author_name ?? "Somebody";
  return h(c.public ? "li.comment" : "li.comment.internal", { "data-public": String(c.public), "data-id": c.id },
    avatar(author, 30),
    h("article", {},
      h("header", {}, h("b", { dir: "auto" }, author), c.public ? h("span.badge.public", {}, "Public") : h("span.badge", {}, icon("lock", 12), "Internal"),
        h("time", { datetime: c.created_at }, when(c.created_at))),
      h("p.text", { dir: "auto" }, c.text)));
}
