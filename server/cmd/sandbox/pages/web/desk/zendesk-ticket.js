import { h, icon } from "../shared/dom.js";
import { phone, when } from "../shared/format.js";
import { avatar } from "../shared/person.js";
import { rich } from "../shared/rich.js";
import { files } from "./files.js";

/** One ticket as an agent sees it: fields on the left, the conversation beside them. */
export function ticketView({ record, agent, onDial, onState }) {
  const { ticket, requester, comments } = record;
  const name = requester?.name ?? "Unknown";
  return [
    h("section.fields", { "aria-label": "Fields" },
      field("Requester", h("span.who", { dir: "auto" }, avatar(name, 22), name)),
      field("Assignee", h("span.who", {}, avatar(agent.name, 22), agent.name)),
      requester?.phone ? field("Phone", h("button.dial", { type: "button", title: "Call", "data-number": requester.phone, onclick: () => onDial(requester.phone, requester.id) },
        icon("phone", 15), phone(requester.phone))) : null,
      requester?.email ? field("Email", h("span", { dir: "auto" }, requester.email)) : null,
      field("Tags", ticket.tags.length === 0 ? h("span.none", {}, "none") : h("span.tags", {}, ticket.tags.map((t) => h("span.tag", {}, t)))),
      field("Type", ticket.type ?? "–"),
      field("Priority", ticket.priority ?? "–"),
      field("Created", when(ticket.created_at)),
      field("Updated", when(ticket.updated_at))),
    h("section.conversation", { "aria-label": "Conversation" },
      h("header.subject", {},
        h("h1", { dir: "auto" }, ticket.subject),
        h("p", {}, status(ticket, record), h("span", { dir: "auto" }, name), h("span.number", {}, `Ticket #${ticket.id}`))),
      h("ol.comments", { tabindex: "0", "aria-label": "Comments" }, comments.map(comment)),
      h("footer.submit", {},
        h("label", {}, h("span", {}, "Submit as"),
          h("select", { "aria-label": "Change the status", onchange: (e) => onState(e.target.value) },
            h("option", { value: "", selected: true }, cap(ticket.status)),
            ["open", "solved", "closed", "deleted"].filter((s) => s !== ticket.status).map((s) => h("option", { value: s }, cap(s))))))),
  ];
}

function field(label, value) {
  return h("div.field", {}, h("span.label", {}, label), h("div.value", {}, value));
}

export function status(ticket, record) {
  if (record?.deleted) return h("span.status.deleted", {}, "Deleted");
  return h(`span.status.${ticket.status}`, {}, cap(ticket.status));
}

function cap(word) {
  return word === "" ? "" : word[0].toUpperCase() + word.slice(1);
}

function comment(c) {
  const author = c.author_name ?? "Somebody";
  return h(c.public ? "li.comment" : "li.comment.internal", { "data-public": String(c.public), "data-id": c.id },
    avatar(author, 32),
    h("article", {},
      h("header", {}, h("b", { dir: "auto" }, author),
        c.public ? null : h("span.badge", {}, icon("lock", 12), "Internal note"),
        h("time", { datetime: c.created_at }, when(c.created_at))),
      h("div.body", { dir: "auto" }, c.html_body ? rich(c.html_body) : h("p.text", {}, c.body)),
      files(c.attachments.map((f) => ({ name: f.file_name, type: f.content_type, size: f.size, url: f.content_url })))));
}
