// Salesforce's side of a softphone panel: what Open CTI's page does with the messages
// of a call centre's adapter. It is as strict as Salesforce's own, and in its words.

const apiType = "opencti";

/** What each method asks of its arguments; "" is well. */
const rules = {
  enableClickToDial: none,
  disableClickToDial: none,
  onClickToDial: none,
  onNavigationChange: none,
  getAppViewInfo: none,
  isSoftphonePanelVisible: none,
  notifyInitializationComplete: none,
  setSoftphoneItemLabel: ({ label }) => (typeof label === "string" ? "" : "label must be a string"),
  setSoftphonePanelHeight: ({ heightPX }) => (heightPX >= 240 && heightPX <= 2560 ? "" : "heightPX must be 240 to 2560"),
  setSoftphonePanelVisibility: ({ visible }) => (typeof visible === "boolean" ? "" : "visible must be true or false"),
  screenPop: ({ type, params }) => (type === "sobject" && typeof params?.recordId === "string" ? "" : "type sobject needs params.recordId"),
  runApex: (a) => ([a.apexClass, a.methodName, a.methodParams].every((x) => typeof x === "string" && x !== "") ? "" : "apexClass, methodName and methodParams are needed"),
};

function none(args) {
  return Object.keys(args).length === 0 ? "" : "no arguments are taken";
}

export class OpenCtiHost {
  #deskside;
  #frame;
  #on;
  #context = {};
  #version = null; // of the API, as the adapter says with its first message
  #listeners = new Map(); // method → callId
  #clicks = false;
  #visible = true;

  /** on: {pop(recordId), height(px), title(text), attention(wanted), async sign(nonce, audience)} */
  constructor({ deskside, account, holder, on }) {
    this.#deskside = deskside;
    this.#on = on;
    this.#frame = document.createElement("iframe");
    this.#frame.title = "Deskside";
    this.#frame.allow = "microphone; camera; autoplay; clipboard-write";
    // The adapter's address of the call centre, with what Salesforce adds to it.
    const address = new URL(`${deskside}/widget/salesforce?${new URLSearchParams({ account })}`);
    for (const [name, value] of Object.entries({
      mode: "Lightning", ltn_app_id: "06m000000000001", isdtp: "vw", sfdcIframeOrigin: location.origin, clc: "1", nonce: crypto.randomUUID().replaceAll("-", ""), sfdcIFrameHost: "web",
    })) address.searchParams.set(name, value);
    this.#frame.src = address.href;
    addEventListener("message", (e) => this.#heard(e));
    holder.append(this.#frame);
  }

  /** Tells which record is open; who is looking, Open CTI does not tell. */
  show({ recordId, objectType, recordName }) {
    this.#context = recordId ? { url: `/lightning/r/${objectType}/${recordId}/view`, recordId, recordName, objectType } : { url: "/lightning/o/Case/list" };
    this.#tell("onNavigationChange", this.#context);
  }

  /** A click on a number; false: nobody takes clicks. */
  dial(number, recordId) {
    if (!this.#clicks) return false;
    this.#tell("onClickToDial", { number, recordId, recordName: this.#context.recordName, objectType: this.#context.objectType, params: "" });
    return true;
  }

  async #heard(e) {
    if (e.source !== this.#frame.contentWindow || e.origin !== this.#deskside || e.data?.apiType !== apiType || !Number.isInteger(e.data.apiVersion)) return;
    const { methodName, callId, apiVersion, isCallbackRegistered, isListenerRegistered, args } = e.data;
    this.#version = apiVersion;
    if (isListenerRegistered) this.#listeners.set(methodName, callId);
    const wrong = rules[methodName] === undefined ? `there is no ${methodName}` : rules[methodName](args ?? {});
    let response;
    try {
      response = wrong === "" ? { success: true, returnValue: (await this.#do(methodName, args)) ?? null, errors: null } : failed("INVALID_PARAM", wrong);
    } catch (refused) {
      response = failed("SERVER_ERROR", refused.message);
    }
    if (isCallbackRegistered) this.#send({ methodName, callId, response });
  }

  #do(method, args) {
    switch (method) {
      case "enableClickToDial":
      case "disableClickToDial":
        this.#clicks = method === "enableClickToDial";
        return null;
      case "getAppViewInfo":
        return this.#context;
      case "isSoftphonePanelVisible":
        return { visible: this.#visible };
      case "setSoftphonePanelVisibility":
        this.#visible = args.visible;
        return this.#on.attention(args.visible);
      case "setSoftphonePanelHeight":
        return this.#on.height(args.heightPX);
      case "setSoftphoneItemLabel":
        return this.#on.title(args.label);
      case "screenPop":
        return this.#on.pop(args.params.recordId);
      case "runApex":
        return this.#apex(args);
      default:
        return null;
    }
  }

  async #apex({ apexClass, methodName, methodParams }) {
    if (apexClass !== "DesksideAgent") throw new Error(`Could not load Apex class: ${apexClass}`);
    if (methodName !== "proof") throw new Error(`There is no method ${methodName}`);
    const given = new URLSearchParams(methodParams);
    return { runApex: await this.#on.sign(given.get("nonce"), given.get("audience")) };
  }

  /** An event, for whoever listens: its payload is the response itself. */
  #tell(methodName, response) {
    if (this.#listeners.has(methodName)) this.#send({ methodName, callId: this.#listeners.get(methodName), response });
  }

  #send(message) {
    this.#frame.contentWindow?.postMessage({ apiType, apiVersion: this.#version, ...message }, this.#deskside);
  }
}

function failed(code, description) {
  return { success: false, returnValue: null, errors: [{ code, description }] };
}
