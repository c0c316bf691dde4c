import tickets from "../../connectors/zendesk/noun.json" with { type: "json" };
import cases from "../../connectors/salesforce/noun.json" with { type: "json" };
import type { AccountHealth, AuditEntry, AuditList, DoctorReport, Interaction, Item, Me, MissedOffer, QueueNow, Rehearsal, Team, Trouble, TicketStatuses, WritePreview, WriteRow } from "../api/schema";

/** Plausible records for looking at the pages and for tests, typed by the contract. */

export const anna = { id: "7001", name: "Anna Berg" };

export const me: Me = {
  agent: anna,
  account: "support",
  crm: "zendesk",
  noun: tickets,
  role: "agent",
  dispositions: ["Solved", "Follow-up needed", "Refund", "Wrong number"],
  limits: { max_bytes: 20_000_000, types: ["image/jpeg", "image/png", "image/webp", "application/pdf"] },
  status: { state: "available", chosen: "available", since: new Date().toISOString() },
  missed: [],
  confirm_dial: false,
};

export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

/** One offer missed for each reason there is. */
export function missed(): MissedOffer[] {
  const offer = (n: number, reason: MissedOffer["reason"], who: string, text?: string): MissedOffer => ({ interaction: `01jd8m2x7k3q9v5t4w6y8z1aa${n}`, at: ago(n * 700), who, reason, ...(text === undefined ? {} : { text }) });
  return [
    offer(1, "tab_frozen", "Tomás Ortega"),
    offer(2, "taken", "+1 212 555 0147", "Ben Osei"),
    offer(3, "away", "Jo Fields", "lunch"),
    offer(4, "busy", "نور الدين"),
    offer(5, "wrap_up", ""),
    offer(6, "not_connected", "Li Wei"),
    offer(7, "declined", "Maya Lindqvist"),
    offer(8, "expired", "Aiko Tanaka"),
  ];
}

/** Nobody is there for whom it could ring. */
export function waiting(): Interaction {
  return { ...ringing(), id: "01jd8m2x7k3q9v5t4w6y8z0wai", started_at: ago(55), offer: { n: 1, claimed: false, rule: "available", rung: 0, declined: [anna.id] }, call: { ...ringing().call!, arrived_at: ago(55) } };
}

export function ringing(): Interaction {
  return {
    id: "01jd8m2x7k3q9v5t4w6y8z0abc",
    version: 4,
    account: "support",
    app: "shop",
    queue: "default",
    channel: "voice",
    direction: "inbound",
    state: "ringing",
    started_at: ago(14),
    customer: { external_id: "cust-4711", name: "Maya Lindqvist", email: "maya@example.com", phone: "+46 70 123 45 67", verified: true },
    issue_path: ["My order", "Damaged item"],
    line: "+1 415 555 0100",
    packet: {
      trust: "signed",
      signed: [
        { key: "name", label: "Name", value: "Maya Lindqvist", type: "text" },
        { key: "email", label: "Email", value: "maya@example.com", type: "text" },
        { key: "plan", label: "Customer since", value: "2021-04-02", type: "date" },
        { key: "order", label: "Order", value: "A-10492", type: "text" },
        { key: "order_url", label: "Order page", value: "https://shop.example.com/orders/A-10492", type: "url" },
        { key: "vip", label: "Priority customer", value: "true", type: "boolean" },
      ],
      unsigned: [
        { key: "item", label: "Item in view", value: "Oak table lamp, walnut", type: "text" },
        { key: "device", label: "Device", value: "iPhone, iOS 17.5, Safari 17", type: "text" },
        { key: "location", label: "Location", value: "Göteborg, Sweden", type: "text" },
        { key: "page_url", label: "Page address", value: "https://shop.example.com/items/oak-table-lamp?ref=mail", type: "url" },
        { key: "note", label: "<b>Label</b>", value: "<script>alert(1)</script> שלום", type: "text" },
      ],
    },
    call: { from: "+46701234567", from_shown: "+46701234567", to: "+14155550100", arrived_at: ago(12) },
    offer: { n: 1, claimed: false, declined: [], rule: "available" },
    ticket: {
      state: "chosen",
      id: "4821",
      number: "#4821",
      url: "https://acme.zendesk.com/agent/tickets/4821",
      rule: "same_issue",
      why: "It is the customer's newest open ticket about “My order › Damaged item” from this channel.",
      why_said: { code: "why.same_issue", values: { issue: "My order › Damaged item" } },
      requester: { id: "991", name: "Maya Lindqvist" },
      saw: [
        { id: "4821", number: "#4821", subject: "Lamp arrived broken", state: "open", status: "pending", requester: { id: "991", name: "Maya Lindqvist" } },
        { id: "4788", number: "#4788", subject: "Invoice address", state: "open", status: "open", requester: { id: "991", name: "Maya Lindqvist" } },
      ],
    },
    items: [{ key: "01jd8m2x7k-contact-1", kind: "contact", at: ago(13), delivery: { state: "landed", since: ago(12), ticket: "4821", receipt: "88121" } }],
    timeline: [
      { n: 1, at: ago(14), type: "started", text: "The customer asked for help.", said: { code: "started.call" } },
      { n: 2, at: ago(13), type: "ticket_chosen", text: "Ticket #4821 it is.", said: { code: "ticket_chosen", values: { number: "#4821" } } },
      { n: 3, at: ago(12), type: "call_arrived", text: "The customer is on the line.", said: { code: "call_arrived" } },
      { n: 4, at: ago(12), type: "agents_rung", text: "It rings for Anna Berg.", said: { code: "agents_rung", each: [{ code: "agent", values: { agent: "Anna Berg" } }] } },
      {
        n: 5,
        at: ago(11),
        type: "agents_passed_over",
        text: "It does not ring for Ben Osei (away: lunch).",
        said: { code: "agents_passed_over", each: [{ code: "passed.away_because", values: { agent: "Ben Osei", away: "lunch" } }] },
      },
    ],
  };
}

export function second(): Interaction {
  return {
    ...ringing(),
    id: "01jd8m2x7k3q9v5t4w6y8z0def",
    started_at: ago(5),
    app: "",
    customer: { phone: "+1 212 555 0147", verified: false },
    issue_path: [],
    packet: { trust: "unsigned", signed: [], unsigned: [] },
    call: { from: "+12125550147", from_shown: "+12125550147", to: "+14155550100", arrived_at: ago(4) },
    ticket: { state: "searching" },
    items: [],
  };
}

export const photo: Item = {
  key: "01jd8m2x7k-file-1",
  kind: "file",
  at: ago(21),
  from: "customer",
  file: { id: "file_photo_0001", name: "broken-lamp.png", content_type: "image/png", size: 1_830_000 },
  delivery: { state: "landed", since: ago(19), ticket: "4821", receipt: "88122" },
};

export function connected(): Interaction {
  const i = ringing();
  return {
    ...i,
    version: 9,
    state: "connected",
    agent: anna,
    started_at: ago(160),
    offer: { n: 1, claimed: true, tab: "another-tab", declined: [] },
    call: { from: "+46701234567", from_shown: "+46701234567", to: "+14155550100", arrived_at: ago(158), answered_at: ago(147), answered_by: anna },
    items: [
      ...i.items,
      photo,
      { key: "01jd8m2x7k-note-1", kind: "note", at: ago(9), agent: anna, note: "note0001", text: "Foot of the lamp is cracked. Wants a replacement before Friday.", delivery: { state: "waiting", since: ago(8), kind: "throttled", reason: "rate limit", reason_said: { code: "kind.throttled", values: { text: "rate limit" } }, until: ago(-170) } },
    ],
  };
}

/** Somebody on the phone, who came from no page. */
export function street(): Interaction {
  const { app: _, ...i } = connected();
  return i;
}

export function unclear(): Interaction {
  return {
    ...connected(),
    packet: { trust: "rejected", problem: "The signature does not match.", signed: [], unsigned: ringing().packet.unsigned },
    customer: { name: "Maya L.", phone: "+46 70 123 45 67", verified: false },
    ticket: {
      state: "unclear",
      reason: "Several people in the CRM share these contact details.",
      reason_said: { code: "unclear.several_requesters" },
      saw: [
        { id: "4821", number: "#4821", subject: "Lamp arrived broken", state: "open", status: "pending", requester: { id: "991", name: "Maya Lindqvist" } },
        { id: "4630", number: "#4630", subject: "Where is my chair?", state: "open", status: "open", requester: { id: "992", name: "Maya Lund" } },
      ],
    },
    items: connected().items.map((it) => ({ ...it, delivery: { state: "waiting" as const, since: it.at, reason: "which ticket?" } })),
  };
}

export function held(): Interaction {
  const i = connected();
  return {
    ...i,
    state: "closed",
    version: 15,
    call: { ...i.call!, ended_at: ago(20), talk_seconds: 127, ended_by: "customer", outcome: "answered" },
    wrap_up: { disposition: "Solved" },
    items: i.items.map((it) => (it.kind === "note" ? { ...it, delivery: { state: "held" as const, since: ago(5), reason: "Ticket 4821 is closed.", reason_said: { code: "unclear.ticket_closed" } } } : it)),
  };
}

/** Moved to another ticket, with a pointer left behind, and one note that somebody dropped. */
export function moved(): Interaction {
  const i = held();
  return {
    ...i,
    version: 21,
    ticket: { ...i.ticket, id: "4830", number: "#4830", url: "https://acme.zendesk.com/agent/tickets/4830", rule: "person", why: "Anna Berg chose it." },
    items: [
      ...i.items.map((it) =>
        it.kind === "note"
          ? { ...it, delivery: { state: "dropped" as const, since: ago(4), reason: "Said twice; the wrap-up has it." } }
          : { ...it, delivery: { state: "landed" as const, since: ago(2), ticket: "4830", receipt: "88140" } },
      ),
      { key: "01jd8m2x7k-pointer-1", kind: "pointer", at: ago(3), delivery: { state: "landed", since: ago(1), ticket: "4821", receipt: "88141" } },
    ],
  };
}

/** The text of any write, as the server would put it. */
export function preview(i: Interaction, key: string): WritePreview {
  const it = i.items.find((found) => found.key === key);
  return {
    key,
    kind: it?.kind ?? "contact",
    ...(i.ticket.number === undefined ? {} : { ticket: i.ticket.number }),
    text: it?.text === undefined ? "Call from Maya Lindqvist, 2026-03-12 10:01 UTC\nIssue: My order › Damaged item\n\nSigned by your company\n  Order: A-10492\n  Customer since: 2021-04-02\n\nNot verified\n  Device: iPhone, iOS 17.5, Safari 17\n  Note: <script>alert(1)</script> שלום" : `Note by Anna Berg, 2026-03-12 10:04 UTC:\n${it.text}`,
    html: "<p>never shown</p>",
    files: it?.file === undefined ? [] : [it.file],
  };
}

export function wrapUp(): Interaction {
  const i = connected();
  return {
    ...i,
    state: "wrap_up",
    version: 12,
    call: { ...i.call!, ended_at: ago(3), talk_seconds: 144, ended_by: "customer", outcome: "answered" },
    items: [...i.items, { key: "01jd8m2x7k-call-log-1", kind: "call-log", at: ago(3), text: "Incoming call, 2:24", delivery: { state: "landed", since: ago(1), ticket: "4821", receipt: "88130" } }],
  };
}

export function statuses(ticket: string): TicketStatuses {
  const choices = ["Open", "Pending", "On-hold", "Solved"].map((label) => ({ value: label.toLowerCase(), label, closed: label === "Solved" }));
  return { ticket, now: { value: "open/1", label: "Open", closed: false }, choices };
}

export function past(): Interaction[] {
  const base = held();
  return [
    { ...base, id: "01jd8m2x7k3q9v5t4w6y8z1aaa", started_at: ago(4_000), customer: { name: "Tomás Ortega", verified: true }, issue_path: ["Delivery", "Late"], ticket: { ...base.ticket, id: "4799", number: "#4799" }, items: base.items.slice(0, 2) },
    { ...base, id: "01jd8m2x7k3q9v5t4w6y8z1bbb", started_at: ago(9_000), channel: "message", call: undefined, customer: { name: "نور الدين", verified: true }, issue_path: ["Invoice"], ticket: { ...base.ticket, id: "4790", number: "#4790" }, items: base.items.slice(0, 1) },
    { ...base, id: "01jd8m2x7k3q9v5t4w6y8z1ccc", started_at: ago(12_000), customer: { phone: "+1 212 555 0147", verified: false }, issue_path: [], call: { from: "+12125550147", to: "+14155550100", outcome: "abandoned" }, ticket: { ...base.ticket, id: "4781", number: "#4781" }, items: base.items.slice(0, 1) },
    { ...base, id: "01jd8m2x7k3q9v5t4w6y8z1ddd", started_at: ago(90_000), direction: "outbound", customer: { name: "Jo Fields", verified: false }, issue_path: [], ticket: { ...base.ticket, id: "4700", number: "#4700" }, items: base.items.slice(0, 1) },
  ];
}

export const accounts: AccountHealth[] = [
  { name: "support", kind: "zendesk", noun: tickets, url: "https://acme.zendesk.com", state: "ok", organisation: "Acme Home", checked_at: ago(20), budget: { used: 118, limit: 400, share: 0.295, window: "minute", calls_per_contact: 5.2, contacts_left: 54 } },
  { name: "sales", kind: "salesforce", noun: cases, url: "https://acme.my.salesforce.com", state: "trouble", organisation: "Acme", reason: "The org refused the sign-in: the client secret is not valid.", checked_at: ago(35), findings: ["No field on Task is an external id: call logs cannot be written exactly once."], budget: { used: 12_480, limit: 15_000, share: 0.832, window: "day", calls_per_contact: 4.1, contacts_left: 614 } },
  { name: "twilio", kind: "twilio", url: "https://api.twilio.com", state: "ok", organisation: "Acme", checked_at: ago(20) },
];

export const queues: QueueNow[] = [
  { name: "default", waiting: 1, talking: 2, oldest: ago(48) },
  { name: "returns", waiting: 0, talking: 0 },
];

/** What a supervisor sees at that moment. */
export function team(now: Date): Team {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
  const none = { answered: 0, in_time: 0, abandoned: 0 };
  const hour = { answered: 7, in_time: 6, abandoned: 1, level: 0.75, speed: 12 };
  const today = { answered: 20, in_time: 12, abandoned: 4, level: 0.5, speed: 40 };
  return {
    queues: [
      { name: "orders", waiting: 2, talking: 3, on_hold: 1, oldest: before(90), hour, today },
      { name: "returns", waiting: 0, talking: 0, hour: none, today: none },
    ],
    agents: [
      { agent: { id: "support/7", name: "Mia" }, account: "support", reachable: true, open: true, since: before(130), status: { state: "busy", chosen: "available", since: before(130) }, call: { interaction: "i1", who: "Aiko Tanaka", queue: "orders", on_hold: true } },
      { agent: { id: "support/8", name: "Ben" }, account: "support", reachable: true, open: true, since: before(30), status: { state: "away", chosen: "away", reason: "lunch", since: before(30) } },
      { agent: { id: "support/9", name: "" }, account: "support", reachable: false, open: false, since: before(30), status: { state: "unreachable", chosen: "available", since: before(30) } },
    ],
    service: { within: 20, since: new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString(), hour, today },
  };
}

export const troubles: Trouble[] = [
  { account: "support", kind: "held", text: "Ticket #4821 is closed and takes no more notes.", last_at: ago(5), times: 1, writes: 1, still: 1, interaction: "01jd8m2x7k3q9v5t4w6y8z0abc" },
  { account: "sales", kind: "delayed", text: "The account refused the sign-in.", last_at: ago(40), times: 3, writes: 4, still: 0, interaction: "01jd8m2x7k3q9v5t4w6y8z0abc" },
  { account: "support", kind: "delayed", text: "Zendesk allows no more calls this minute.", last_at: ago(60), times: 7, writes: 22, still: 3, interaction: "01jd8m2x7k3q9v5t4w6y8z0abc" },
];

export const doctor: DoctorReport = {
  checked_at: ago(1),
  checks: [
    { account: "support", subject: "credentials", state: "ok", text: "Signed in at acme.zendesk.com as Deskside Integration." },
    { account: "support", subject: "scopes", state: "ok", text: "The OAuth client may read and write tickets and users." },
    { account: "support", subject: "app", state: "warn", text: "The app in Zendesk is version 0.9.0, this server comes with 1.0.0.", next: "Make the package anew and update the app in Admin Center." },
    { account: "support", subject: "clock", state: "ok", text: "This server's clock agrees." },
    { account: "sales", subject: "credentials", state: "fail", text: "Salesforce refuses the credentials of this connection.", next: "Check client_id, client_secret and url in the configuration against the CRM's own page." },
    { account: "twilio", subject: "numbers", state: "fail", text: "Calls to +14155550100 do not come here.", next: "Set its voice webhook to https://desk.example.com/twilio/voice#rc=5&rp=ct,rt,5xx&rt=4000&tt=13000, by POST." },
    { subject: "public_url", state: "ok", text: "https://desk.example.com is https." },
    { subject: "disk", state: "ok", text: "68.4 GB are free in data_dir." },
    { subject: "store", state: "ok", text: "The database is well." },
  ],
};

export const rehearsal: Rehearsal = {
  account: "support",
  requests: [
    { method: "GET", url: "https://acme.zendesk.com/api/v2/users/search.json?external_id=rehearsal-1", writes: false, headers: [], body: "" },
    { method: "POST", url: "https://acme.zendesk.com/api/v2/tickets.json", writes: true, headers: ["Content-Type: application/json", "Idempotency-Key: 01m8-contact-1-1"], body: '{\n  "ticket": {\n    "subject": "Orders > Damaged item: call from Rehearsal Customer"\n  }\n}' },
    { method: "PUT", url: "https://acme.zendesk.com/api/v2/tickets/35436.json", writes: true, headers: ["Content-Type: application/json"], body: '{\n  "ticket": {\n    "comment": {\n      "public": false\n    }\n  }\n}' },
  ],
};

export function audit(before: number | undefined): AuditList {
  const made: [string, string, Partial<AuditEntry>][] = [
    ["Admin", "signed_in", {}],
    ["Admin", "write_dropped", { account: "support", subject: "01jd8m2x7k3q9v5t4w6y8z0abc-note-12-1", detail: "Said twice; the wrap-up has it." }],
    ["Anna Berg", "interaction_moved", { account: "support", subject: "01jd8m2x7k3q9v5t4w6y8z0abc", detail: "to ticket #4830" }],
    ["Admin", "package_downloaded", { account: "sales" }],
    ["somebody", "sign_in_refused", { detail: "The passphrase is wrong." }],
  ];
  const entries = made.map(([actor, action, more], n) => ({ seq: 205 - n, at: ago(60 + n * 900), actor, action, ...more }));
  return { entries: entries.filter((e) => before === undefined || e.seq < before) };
}

export function writes(): WriteRow[] {
  const row = (n: number, kind: string, state: WriteRow["state"], more: Partial<WriteRow> = {}): WriteRow => ({
    seq: 100 - n,
    key: `01jd8m2x7k3q9v5t4w6y8z0abc-${kind}-${n}`,
    interaction: "01jd8m2x7k3q9v5t4w6y8z0abc",
    account: "support",
    kind,
    state,
    attempts: 1,
    created_at: ago(10 + n * 41),
    ticket: "#4821",
    ticket_url: "https://acme.zendesk.com/agent/tickets/4821",
    ...more,
  });
  return [
    row(1, "note", "held", { attempts: 1, since: ago(5), reason: "Ticket #4821 is closed and takes no more notes." }),
    row(2, "file", "held", { attempts: 1, since: ago(65), reason: "Zendesk refused the file: it is larger than this account takes." }),
    row(9, "call-log", "held", { account: "sales", attempts: 2, since: ago(4_100), reason: "Case 00001026 was deleted.", ticket: "00001026", ticket_url: "https://acme.my.salesforce.com/lightning/r/Case/500000000000001AAA/view" }),
    row(3, "file", "waiting", { attempts: 3, since: ago(60), reason: "rate limit", next_at: ago(-48) }),
    row(5, "contact", "waiting", { account: "sales", attempts: 0, reason: "The account refused the sign-in.", ticket: undefined, ticket_url: undefined }),
    row(10, "note", "sending"),
    row(4, "call-log", "landed", { since: ago(150) }),
    row(6, "contact", "landed", { since: ago(240) }),
    row(7, "message", "landed", { since: ago(280) }),
    row(8, "wrap-up", "landed", { since: ago(320) }),
    row(11, "pointer", "landed", { since: ago(400), ticket: "#4799" }),
    row(12, "note", "dropped", { since: ago(500), reason: "Said twice; the wrap-up has it." }),
  ];
}
