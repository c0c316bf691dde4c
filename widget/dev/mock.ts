import { createReadStream, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import path from "node:path";
import { WebSocketServer } from "ws";
import type { Connect, Plugin } from "vite";
import type { SetStatus, WriteCounts } from "../api/schema";
import type { Boot } from "../boot";
import { accounts, ago, anna, audit, doctor, held, me, preview, queues, rehearsal, ringing, statuses, troubles } from "./fixtures.ts";
import { World } from "./world.ts";

// A pretended server for looking at the pages while building them:
//   npm run dev      then /widget?scene=ringing, /admin, /shop
// Scenes: idle, away, frozen, missed, waiting, ringing, two, call, unclear, held, moved, wrapup, outage (nothing can be
// saved), for /admin also well (nothing is held), for /contact line and nobody.

const pages: Record<string, string> = { "/widget": "agent.html", "/admin": "admin.html", "/contact": "contact.html", "/join": "contact.html" };

export function mockServer(): Plugin {
  const world = new World();
  return {
    name: "deskside-mock",
    configureServer(server) {
      sockets(server.httpServer as Server | null, world);
      server.middlewares.use(async (req, res, next) => {
        if (await answer(world, req, res)) return;
        const page = pageOf(req);
        if (page === undefined) return next();
        const html = await readFile(path.join(server.config.root, page), "utf8");
        send(res, 200, await server.transformIndexHtml("/" + page, withBoot(world, req, html)), "text/html");
      });
    },
    configurePreviewServer(server) {
      sockets(server.httpServer as Server, world);
      const dist = path.join(server.config.root, "dist");
      server.middlewares.use(async (req, res, next) => {
        if (await answer(world, req, res)) return;
        const page = pageOf(req);
        if (page !== undefined) return send(res, 200, withBoot(world, req, await readFile(path.join(dist, page), "utf8")), "text/html");
        if (address(req).pathname === "/contact.js") return send(res, 200, await readFile(path.join(dist, "contact.js"), "utf8"), "text/javascript");
        next();
      });
    },
  };
}

function address(req: IncomingMessage): URL {
  return new URL(req.url ?? "/", "http://127.0.0.1");
}

function pageOf(req: Connect.IncomingMessage): string | undefined {
  return pages[(req.originalUrl ?? "/").split("?")[0] ?? ""];
}

function withBoot(world: World, req: Connect.IncomingMessage, html: string): string {
  const query = new URL(req.originalUrl ?? "/", "http://127.0.0.1").searchParams;
  world.play(query.get("scene") ?? "idle");
  const boot: Boot = {
    host: "standalone",
    location: query.get("location") ?? "",
    account: "support",
    sign_in: query.get("sign_in") === "none" ? "none" : "sandbox",
    token: "",
    nonce: "",
    frame: "",
    app: query.get("app") ?? "",
    origins: [`http://${req.headers.host}`],
    join: req.originalUrl?.startsWith("/join"),
  };
  const record = `<script type="application/json" id="deskside-boot">${JSON.stringify(boot)}</script>`;
  const look = query.get("look");
  const paint = look === null ? "" : `<script type="module">document.documentElement.dataset.host=${JSON.stringify(look)}</script><style>${theme(look)}</style>`;
  return html.replace("<!--boot-->", record).replace("</body>", paint + "</body>");
}

/** The style sheet that a host brings; the page itself stands alone here. */
function theme(look: string): string {
  return /^[a-z]+$/.test(look) ? readFileSync(new URL(`../hosts/${look}.css`, import.meta.url), "utf8") : "";
}

function send(res: ServerResponse, status: number, body: unknown, type = "application/json"): void {
  res.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
  res.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
}

async function bodyOf(req: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** No network carries voice here: the pages say so. */
const voice = { token: "t", params: { ticket: "v" }, simulator: "http://127.0.0.1:1" };

function counted(world: World): WriteCounts {
  const counts = { waiting: 0, sending: 0, held: 0, landed: 0, dropped: 0 };
  for (const w of world.writes) counts[w.state]++;
  return counts;
}

async function answer(world: World, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const url = new URL((req as Connect.IncomingMessage).originalUrl ?? req.url ?? "/", "http://127.0.0.1");
  const [, first, ...rest] = url.pathname.split("/");
  if (url.pathname === "/shop") {
    send(res, 200, shop, "text/html");
    return true;
  }
  if (first !== "v1") return false;
  const route = `${req.method} ${rest.map((r) => (/^[0-9a-z]{26}$/.test(r) ? "ID" : r)).join("/")}`;
  const id = rest[1] ?? "";
  const key = rest[3] ?? "";
  const body = req.method === "GET" || req.method === "PATCH" ? {} : await bodyOf(req);
  switch (true) {
    case world.outage && req.method !== "GET" && rest[0] === "interactions":
      send(res, 503, { code: "busy", message: "Deskside is busy; nothing was saved. Try again.", request_id: "dev" });
      break;
    case route === "POST sessions/sandbox":
    case route === "POST sessions/renew":
      send(res, 201, { token: "t", expires_at: ago(-900), expires_in: 900, renewal: "r", ends_at: ago(-43_200), agent: anna });
      break;
    case route === "GET me":
      send(res, 200, { ...me, ...world.me });
      break;
    case route === "PUT me/status":
      send(res, 200, world.setStatus(body as unknown as SetStatus));
      break;
    case route === "GET interactions":
      send(res, 200, { seq: world.seq, interactions: [...world.interactions.values()] });
      break;
    case route === "POST interactions/ID/accept":
      send(res, 200, { interaction: world.claim(id, String(body["tab"])), voice, claim_until: ago(-15) });
      break;
    case route === "POST interactions/ID/decline":
      send(res, 200, world.change(id, { offer: { n: 1, claimed: false, declined: [anna.id], rule: "available" } }));
      break;
    case route === "POST interactions/ID/join":
      send(res, 200, { code: "482915", address: "https://desk.example.com/join", link: "https://desk.example.com/join/3JIYlcDMg1kkWzliWe0a7Q", until: ago(-600) });
      break;
    case route === "POST join":
      world.changeContact({ state: "connected", agent: "Anna", answered_at: ago(60) });
      send(res, 201, { interaction: world.contact.interaction, token: "c" });
      break;
    case route === "POST interactions/ID/hangup":
      send(res, 200, world.end(id, "agent"));
      break;
    case route === "GET interactions/ID/ticket-statuses":
      send(res, 200, statuses(world.interactions.get(id)?.ticket.id ?? ""));
      break;
    case route === "POST interactions/ID/wrap-up":
      send(res, 200, world.change(id, { state: "closed" }));
      break;
    case route === "POST interactions/ID/ticket":
      send(res, 200, world.change(id, { ticket: { ...ringing().ticket, rule: "person", why: "Anna Berg chose it." } }));
      break;
    case route === "GET interactions/ID":
      send(res, 200, world.interactions.get(id) ?? held());
      break;
    case route === "POST interactions/ID/retry":
      send(res, 200, world.settle(id, String(body["key"]), { state: "waiting", since: ago(0) }));
      break;
    case /^GET interactions\/ID\/writes\/[^/]+$/.test(route):
      send(res, 200, preview(world.interactions.get(id) ?? held(), key));
      break;
    case /^POST interactions\/ID\/writes\/[^/]+\/drop$/.test(route):
      send(res, 200, world.settle(id, key, { state: "dropped", since: ago(0), reason: String(body["reason"]) }));
      break;
    case route.startsWith("PUT interactions/ID/notes/"):
      send(res, 200, world.add(id, { key: "note-" + rest[3], kind: "note", at: "", agent: anna, note: rest[3] ?? "", text: String(body["text"]), delivery: { state: "waiting", since: ago(0) } }));
      break;
    case route.startsWith("GET interactions/ID/files/"):
      res.writeHead(200, { "Content-Type": "image/png" });
      createReadStream(new URL("photo.png", import.meta.url)).pipe(res);
      break;
    case route === "POST contacts":
      if (world.waits !== undefined) world.changeContact({ state: "waiting", waiting: { since: ago(55), place: 3, anybody: world.waits === "line" } });
      else {
        world.later(900, () => world.changeContact({ state: "waiting" }));
        world.later(2_400, () => world.changeContact({ state: "connected", agent: "Anna", answered_at: ago(0) }));
      }
      send(res, 201, { interaction: world.contact.interaction, token: "c", packet: { trust: "signed" }, voice });
      break;
    case route === "GET contact":
      send(res, 200, world.contact);
      break;
    case route === "POST contact/end":
      world.changeContact({ state: "ended" });
      send(res, 204, undefined);
      break;
    case route.startsWith("PUT contact/files/"):
      world.announced.set(rest[2] ?? "", Number(body["size"]));
      send(res, 200, { id: rest[2], size: Number(body["size"]), offset: 0 });
      break;
    case route.startsWith("PATCH contact/files/"): {
      let offset = Number(url.searchParams.get("offset"));
      const size = world.announced.get(rest[2] ?? "") ?? 0;
      req.on("data", (b: Buffer) => (offset += b.length));
      req.on("end", () => send(res, 200, { id: rest[2], size, offset, ...(offset < size ? {} : { file: { id: rest[2], name: "photo.png", content_type: "image/png", size } }) }));
      break;
    }
    case route === "GET admin/overview":
      send(res, 200, {
        accounts,
        queues,
        active: [...world.interactions.values()].filter((i) => i.state !== "closed").length,
        live: [...world.interactions.values()].filter((i) => i.state !== "closed"),
        counts: counted(world),
        agents: [
          { agent: anna, account: "support", reachable: true, open: true, since: ago(3_200), status: { state: "busy", chosen: "available", since: ago(3_200) } },
          { agent: { id: "7002", name: "Ben Osei" }, account: "sales", reachable: false, open: true, since: ago(44), status: { state: "unreachable", chosen: "available", since: ago(44) } },
        ],
      });
      break;
    case route === "GET admin/troubles":
      send(res, 200, { troubles });
      break;
    case route === "GET admin/doctor":
      send(res, 200, doctor);
      break;
    case route === "GET admin/audit":
      send(res, 200, audit(Number(url.searchParams.get("before")) || undefined));
      break;
    case /^POST admin\/accounts\/[^/]+\/rehearsal$/.test(route):
      send(res, 200, rehearsal);
      break;
    case route === "GET admin/writes": {
      const state = url.searchParams.get("state");
      const account = url.searchParams.get("account");
      send(res, 200, { writes: world.writes.filter((w) => (state ?? w.state) === w.state && (account ?? w.account) === w.account) });
      break;
    }
    case route.startsWith("POST admin/writes/"):
      world.settle("", rest[2] ?? "", { state: "waiting", since: ago(0) });
      send(res, 204, undefined);
      break;
    default:
      send(res, 404, { code: "not_found", message: "There is nothing here.", request_id: "dev" });
  }
  return true;
}

function sockets(server: Server | null, world: World): void {
  const wss = new WebSocketServer({ noServer: true, handleProtocols: () => "deskside.v1" });
  server?.on("upgrade", (req, socket, head) => {
    if (!(req.url ?? "").startsWith("/v1/live")) return;
    wss.handleUpgrade(req, socket, head, (ws) => {
      const customer = (req.headers["sec-websocket-protocol"] ?? "").includes("bearer.c");
      const say = (m: object) => ws.send(JSON.stringify({ seq: world.seq, ...m }));
      const tell = (kind: "interaction" | "contact" | "me", value: object) => {
        if ((kind === "contact") === customer) say({ kind, [kind]: value });
      };
      world.watchers.add(tell);
      ws.on("close", () => world.watchers.delete(tell));
      say({ kind: "caught_up" });
    });
  });
}

const shop = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Oak table lamp</title>
<body style="font:16px system-ui;margin:40px;background:#faf7f2"><h1>Oak table lamp</h1><p>Warm light for long evenings.</p>
<button id="help" style="padding:10px 18px">Contact support</button><script src="/contact.js" data-app="shop" async></script>
<script>help.onclick=()=>Deskside.open({packet:async()=>"a.b.c",item:"Oak table lamp",issues:[{label:"My order",children:[{label:"Damaged item"},{label:"Late delivery"}]},{label:"Return or exchange"},{label:"Something else"}]})</script>`;
