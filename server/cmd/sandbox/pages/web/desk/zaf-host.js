// The host's side of the Zendesk Apps framework: frames in which an app's pages
// run, and the messages between them. The app's side speaks as Zendesk's own SDK does (widget/hosts/zendesk-wire.ts).

import { writes } from "./zaf-writes.js";

/** What the page around the frames can do. */
// @typedef Desk
//   read(path, instance)      value of "currentUser", "ticket.id" …; throws for what it does not know
//   invoke(name, args, instance)
//   sign(location)            a signed-URL token for the agent
//   asked(entry)              told of all that the app asks for; entry.write: it would change the ticket

export class ZafHost {
  #desk;
  #app;
  #places; // by location, from the manifest
  #origin;
  #instances = new Map(); // by guid

  /** manifest is the installed package's: it says where each place's page is. */
  constructor({ manifest, app, desk }) {
    this.#app = { ...app, name: manifest.name, version: manifest.version, signed: manifest.signedUrls };
    this.#places = manifest.location.support;
    this.#origin = new URL(this.#places.background.url).origin;
    this.#desk = desk;
    addEventListener("message", (e) => this.#heard(e));
  }

  /** The size that the manifest gives a place. */
  size(location) {
    return this.#places[location].size;
  }

  /**
   * Puts the app into a place. The frame is loaded at once, or with lazy when it is
   * first needed; an instance exists and can be spoken to before its frame does.
   */
  add(location, holder, { ticketId, lazy = false, title } = {}) {
    // The SDK takes the guid of its address for its instance's.
    const instance = { guid: crypto.randomUUID(), location, ticketId, holder, title, frame: null, registered: false, waiting: [], events: new Set() };
    this.#instances.set(instance.guid, instance);
    if (!lazy) this.load(instance);
    this.#tellAll("instance.created", this.#context(instance), instance);
    return instance;
  }

  remove(instance) {
    this.tell(instance, "app.willDestroy", {});
    instance.frame?.remove();
    this.#instances.delete(instance.guid);
  }

  /** Loads a place's page: when URLs are signed, by a form that posts the token. */
  async load(instance) {
    if (instance.frame) return;
    const frame = document.createElement("iframe");
    frame.name = `${instance.location} ${instance.ticketId ?? ""} ${instance.guid}`;
    frame.title = instance.title ?? `Deskside, ${instance.location}`;
    const address = new URL(this.#places[instance.location].url);
    // With its origin, since a page that a form brings has no src that says whose it is. Assumed: how Zendesk writes it is not known.
    frame.allow = ["microphone", "camera", "autoplay", "clipboard-write"].map((what) => `${what} ${address.origin}`).join("; ");
    instance.frame = frame;
    instance.holder.append(frame);

    address.searchParams.set("origin", location.origin);
    address.searchParams.set("app_guid", instance.guid);
    if (!this.#app.signed) {
      frame.src = address.href;
      return;
    }
    const form = document.createElement("form");
    form.method = "post";
    form.target = frame.name;
    form.action = address.href;
    const token = document.createElement("input");
    token.type = "hidden";
    token.name = "token";
    token.value = await this.#desk.sign(instance.location);
    form.append(token);
    if (!frame.isConnected) return; // taken away meanwhile
    document.body.append(form);
    form.submit();
    form.remove();
  }

  /** Instances in one kind of place. */
  at(location) {
    return [...this.#instances.values()].filter((i) => i.location === location);
  }

  /** Sends an event to one instance, once it has said hello. */
  tell(instance, event, data) {
    const message = { key: `zaf.${event}`, message: data };
    if (instance.registered) this.#send(instance, message);
    else instance.waiting.push(message);
  }

  /** Somebody clicked a phone number. Assumed: it is one instance's to act on, and the background's if there is one. */
  dialOut(data) {
    const listening = [...this.at("background"), ...this.at("top_bar")].find((i) => i.events.has("voice.dialout"));
    if (listening) this.tell(listening, "voice.dialout", data);
    return listening !== undefined;
  }

  #tellAll(event, data, except) {
    for (const i of this.#instances.values()) {
      if (i !== except && i.events.has(event)) this.tell(i, event, data);
    }
  }

  #send(instance, message) {
    instance.frame?.contentWindow?.postMessage(message, this.#origin);
  }

  #context(instance) {
    return {
      product: "support", location: instance.location, instanceGuid: instance.guid, account: { subdomain: "acme" },
      ...(instance.ticketId === undefined ? {} : { ticketId: instance.ticketId }),
    };
  }

  #heard(e) {
    if (e.origin !== this.#origin) return;
    const instance = [...this.#instances.values()].find((i) => i.frame?.contentWindow === e.source);
    if (!instance) return;
    let said = e.data;
    if (typeof said === "string") {
      try {
        said = JSON.parse(said);
      } catch {
        return;
      }
    }
    if (said?.request !== undefined) return void this.#answer(instance, said);
    if (typeof said?.key !== "string") return;
    const [kind, name] = cut(said.key, ":");
    switch (kind) {
      case "iframe.handshake":
        return this.#register(instance);
      case "iframe.on":
        instance.events.add(name);
        break;
      case "iframe.off":
        if (said.message?.subscriberCount === 0) instance.events.delete(name);
        break;
      case "iframe.trigger": {
        const target = this.#instances.get(said.instanceGuid);
        if (target) this.tell(target, name, said.message);
        break;
      }
      case "request": // the framework's way to call APIs from the page
        this.#log(instance, "request", said.message?.url, [said.message?.type ?? "GET"]);
        this.tell(instance, `${said.key}.fail`, { responseArgs: [{ status: 403, statusText: "Forbidden", responseText: "" }] });
        break;
      // session.live, __track__: nothing here depends on them
    }
  }

  #register(instance) {
    this.#send(instance, {
      key: "zaf.app.registered",
      message: {
        metadata: {
          appId: this.#app.id, name: this.#app.name, installationId: this.#app.installation, version: this.#app.version, settings: { title: this.#app.name },
        },
        context: this.#context(instance),
      },
    });
    instance.registered = true;
    for (const message of instance.waiting.splice(0)) this.#send(instance, message);
    this.#tellAll("instance.registered", this.#context(instance), instance);
  }

  async #answer(instance, { id, request, params, instanceGuid }) {
    const target = this.#instances.get(instanceGuid) ?? instance;
    const result = { errors: {} };
    const jobs = {
      get: () => params.map((path) => [path, () => this.#read(path, target)]),
      set: () => Object.keys(params).map((path) => [path, () => refuse("it cannot be set here")]),
      invoke: () => Object.entries(params).map(([name, args]) => [name, () => this.#invoke(name, args, target)]),
    }[request]?.();
    for (const [path] of jobs ?? []) this.#log(instance, request, path, request === "get" ? [] : [params[path]].flat());
    for (const [path, job] of jobs ?? []) {
      try {
        result[path] = await job();
      } catch (e) {
        result.errors[path] = { name: "Error", message: e.message };
      }
    }
    if (Object.keys(result.errors).length === 0) delete result.errors;
    this.#send(instance, jobs ? { id, result } : { id, error: { name: "Error", message: `no request ${request}` } });
  }

  #log(instance, request, path, args) {
    this.#desk.asked({ place: instance.location, ticketId: instance.ticketId, request, path, args, write: writes(request, path, args) });
  }

  #read(path, instance) {
    if (path === "instances") return Object.fromEntries([...this.#instances.values()].map((i) => [i.guid, this.#context(i)]));
    const [first, guid] = cut(path, ".");
    if (first === "instances") {
      const found = this.#instances.get(guid);
      return found ? this.#context(found) : refuse("there is no such instance");
    }
    return this.#desk.read(path, instance);
  }

  async #invoke(name, args, instance) {
    switch (name) {
      case "track":
        return undefined; // the SDK counts clicks
      case "preloadPane":
      case "popover":
        if (instance.location !== "top_bar" && instance.location !== "nav_bar") refuse("it is for the top bar");
        await this.load(instance);
        if (name === "preloadPane") return undefined;
        return this.#desk.invoke(name, args, instance);
      default:
        return this.#desk.invoke(name, args, instance);
    }
  }
}

function refuse(why) {
  throw new Error(why);
}

function cut(text, at) {
  const i = text.indexOf(at);
  return i < 0 ? [text, ""] : [text.slice(0, i), text.slice(i + 1)];
}
