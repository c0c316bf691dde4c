import { LightningElement, wire } from "lwc";
import { CurrentPageReference, NavigationMixin } from "lightning/navigation";
import { APPLICATION_SCOPE, MessageContext, subscribe, unsubscribe } from "lightning/messageService";
import { EnclosingUtilityId, open, updateUtility } from "lightning/platformUtilityBarApi";
import { getFocusedTabInfo } from "lightning/platformWorkspaceApi";
import LANGUAGE from "@salesforce/i18n/lang";
import TAB_FOCUSED from "@salesforce/messageChannel/lightning__tabFocused";
import DIAL from "@salesforce/messageChannel/Deskside_Dial__c";
import place from "@salesforce/apex/DesksideAgent.place";
import proofFor from "@salesforce/apex/DesksideAgent.proofFor";

/** The first three characters of every Case's id, where Salesforce does not name the object. */
const CASE_PREFIX = "500";

/**
 * Shows the Deskside widget in the utility bar, and stands between it and Salesforce:
 * tells it the user's language, which record is open and which number was clicked, opens records for it,
 * and has the agent's proof signed. Messages are taken from that frame and the
 * server's origin alone, and sent to nowhere else.
 */
export default class DesksideWidget extends NavigationMixin(LightningElement) {
  /** Address of the frame; undefined until it is known. */
  address;
  problem;

  @wire(EnclosingUtilityId) utility;
  @wire(MessageContext) channels;

  _place;
  _origin;
  _page = {};
  _listening = [];
  _hear = (event) => this.hear(event);

  @wire(CurrentPageReference)
  pageChanged(reference) {
    this._page = reference?.attributes ?? {};
    this.tellContext();
  }

  async connectedCallback() {
    window.addEventListener("message", this._hear);
    this._listening = [
      subscribe(this.channels, DIAL, (dial) => this.dial(dial), { scope: APPLICATION_SCOPE }),
      subscribe(this.channels, TAB_FOCUSED, () => this.tabFocused(), { scope: APPLICATION_SCOPE }),
    ];
    try {
      this._place = await place();
      this._origin = new URL(this._place.publicUrl).origin;
      const query = new URLSearchParams({ account: this._place.account, host_origin: window.location.origin, lang: LANGUAGE });
      this.address = `${this._place.publicUrl}/widget/salesforce?${query}`;
    } catch (e) {
      this.problem = said(e) ?? "Deskside needs the permission set Deskside Agent. Ask an administrator to assign it to you.";
    }
  }

  disconnectedCallback() {
    window.removeEventListener("message", this._hear);
    for (const subscription of this._listening) unsubscribe(subscription);
    this._listening = [];
  }

  /** The frame has loaded: if its "ready" came before we listened, this makes it say so again. */
  greet() {
    this.post({ type: "deskside:hello", origin: window.location.origin });
  }

  /** In a console the page reference stays where it is when another tab comes to the front. */
  async tabFocused() {
    let tab;
    try {
      tab = await getFocusedTabInfo();
    } catch {
      return; // no console, or no tab is open
    }
    this._page = { recordId: tab?.recordId, objectApiName: tab?.pageReference?.attributes?.objectApiName };
    this.tellContext();
  }

  /** A number was pressed: the call is seen while it begins. */
  dial({ number, recordId }) {
    this.post({ type: "deskside:dial", number, recordId });
    this.bringUp();
  }

  tellContext() {
    const { recordId, objectApiName } = this._page;
    const id = typeof recordId === "string" ? recordId : "";
    this.post({
      type: "deskside:context",
      recordId: id,
      objectType: objectApiName ?? (id.startsWith(CASE_PREFIX) ? "Case" : ""),
      user: { id: this._place?.userId, name: this._place?.userName },
    });
  }

  hear(event) {
    const frame = this.refs?.frame;
    if (frame === undefined || event.source !== frame.contentWindow || event.origin !== this._origin) return;
    const message = event.data;
    if (typeof message !== "object" || message === null) return;
    switch (message.type) {
      case "deskside:ready":
        this.tellContext();
        break;
      case "deskside:pop":
        this.openRecord(message.recordId);
        break;
      case "deskside:title":
        this.utilityShows({ label: String(message.text ?? "") || "Deskside" });
        break;
      case "deskside:attention":
        this.utilityShows({ highlighted: message.wanted === true });
        if (message.wanted === true) this.bringUp();
        break;
      case "deskside:sign":
        this.sign(message.nonce);
        break;
      default: // deskside:height: the panel's height is set in the app
    }
  }

  async sign(nonce) {
    if (typeof nonce !== "string") return;
    try {
      const proof = await proofFor({ nonce, audience: this._place.publicUrl });
      this.post({ type: "deskside:proof", nonce, proof });
    } catch (e) {
      this.post({ type: "deskside:refused", nonce, message: said(e) ?? "Salesforce did not confirm who you are." });
    }
  }

  openRecord(recordId) {
    if (typeof recordId !== "string" || !/^[a-zA-Z0-9]{15,18}$/.test(recordId)) return;
    this[NavigationMixin.Navigate]({ type: "standard__recordPage", attributes: { recordId, actionName: "view" } });
  }

  utilityShows(attributes) {
    if (this.utility) updateUtility(this.utility, attributes).catch(nothing);
  }

  bringUp() {
    if (this.utility) open(this.utility, { autoFocus: false }).catch(nothing);
  }

  post(message) {
    this.refs?.frame?.contentWindow?.postMessage(message, this._origin);
  }
}

/** The utility bar refuses where there is none, as in a window of its own: a convenience less. */
function nothing() {
  return undefined;
}

/** Apex's own words, if they were meant for people. */
function said(e) {
  return e?.body?.exceptionType === undefined || e.body.exceptionType === "System.AuraHandledException" ? e?.body?.message : undefined;
}
