import { createElement } from "lwc";
import { CurrentPageReference, navigated } from "lightning/navigation";
import { subscribe, unsubscribe } from "lightning/messageService";
import { EnclosingUtilityId, open, updateUtility } from "lightning/platformUtilityBarApi";
import { getFocusedTabInfo } from "lightning/platformWorkspaceApi";
import TAB_FOCUSED from "@salesforce/messageChannel/lightning__tabFocused";
import DIAL from "@salesforce/messageChannel/Deskside_Dial__c";
import place from "@salesforce/apex/DesksideAgent.place";
import proofFor from "@salesforce/apex/DesksideAgent.proofFor";
import DesksideWidget from "c/desksideWidget";

jest.mock("@salesforce/i18n/lang", () => ({ default: "ja" }), { virtual: true });
jest.mock("@salesforce/apex/DesksideAgent.place", () => ({ default: jest.fn() }), { virtual: true });
jest.mock("@salesforce/apex/DesksideAgent.proofFor", () => ({ default: jest.fn() }), { virtual: true });

const server = "https://desk.example.com";
const user = { id: "005000000000001AAA", name: "Mia Thornton" };
const caseId = "500000000000001AAA";

/** Lets every promise that is ready go on. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

let element;
let frame;
let posted;

async function show() {
  element = createElement("c-deskside-widget", { is: DesksideWidget });
  document.body.append(element);
  EnclosingUtilityId.emit("utility-1");
  await settled();
  frame = element.shadowRoot.querySelector("iframe");
  posted = [];
  if (frame) jest.spyOn(frame.contentWindow, "postMessage").mockImplementation((message, origin) => posted.push({ message, origin }));
}

function say(data, { origin = server, source = frame.contentWindow } = {}) {
  window.dispatchEvent(new MessageEvent("message", { data, origin, source }));
}

/** What was subscribed to a channel. */
const listenerOf = (channel) => subscribe.mock.calls.find((call) => call[1] === channel)[2];

beforeEach(() => {
  place.mockResolvedValue({ publicUrl: server, account: "sales", userId: user.id, userName: user.name });
});

afterEach(() => {
  element.remove();
  jest.clearAllMocks();
});

test("frames the widget of this organisation's account, with what calls need", async () => {
  await show();
  const address = new URL(frame.src);
  expect(address.origin + address.pathname).toBe(server + "/widget/salesforce");
  expect(Object.fromEntries(address.searchParams)).toEqual({ account: "sales", host_origin: window.location.origin, lang: "ja" });
  expect(frame.allow ?? frame.getAttribute("allow")).toBe("microphone; autoplay; clipboard-write");
  expect(frame.title).toBe("Deskside");
});

test("greets the frame once it has loaded, at the server's origin alone", async () => {
  await show();
  frame.dispatchEvent(new CustomEvent("load"));
  expect(posted).toEqual([{ message: { type: "deskside:hello", origin: window.location.origin }, origin: server }]);
});

test("tells who is looking at which record, at once and at every change", async () => {
  await show();
  CurrentPageReference.emit({ type: "standard__recordPage", attributes: { recordId: caseId, objectApiName: "Case" } });
  await settled();
  say({ type: "deskside:ready" });
  CurrentPageReference.emit({ type: "standard__recordPage", attributes: { recordId: "003000000000001AAA", objectApiName: "Contact" } });
  CurrentPageReference.emit({ type: "standard__navItemPage", attributes: { apiName: "Home" } });
  await settled();
  expect(posted.map((p) => p.message)).toEqual([
    { type: "deskside:context", recordId: caseId, objectType: "Case", user },
    { type: "deskside:context", recordId: caseId, objectType: "Case", user },
    { type: "deskside:context", recordId: "003000000000001AAA", objectType: "Contact", user },
    { type: "deskside:context", recordId: "", objectType: "", user },
  ]);
});

test("in a console the tab in front counts", async () => {
  await show();
  getFocusedTabInfo.mockResolvedValueOnce({ tabId: "ctab0", recordId: caseId, pageReference: { attributes: { objectApiName: "Case" } } });
  listenerOf(TAB_FOCUSED)({ currentTabId: "ctab0" });
  await settled();
  getFocusedTabInfo.mockResolvedValueOnce({ tabId: "ctab1", recordId: caseId }); // a subtab that says less
  listenerOf(TAB_FOCUSED)({ currentTabId: "ctab1" });
  await settled();
  getFocusedTabInfo.mockRejectedValueOnce(new Error("no tab"));
  listenerOf(TAB_FOCUSED)({});
  await settled();
  const context = { type: "deskside:context", recordId: caseId, objectType: "Case", user };
  expect(posted.map((p) => p.message)).toEqual([context, context]);
});

test("passes on a clicked number, and comes into view", async () => {
  await show();
  listenerOf(DIAL)({ number: "+14155550134", recordId: caseId });
  expect(posted).toEqual([{ message: { type: "deskside:dial", number: "+14155550134", recordId: caseId }, origin: server }]);
  expect(open.mock.calls).toEqual([["utility-1", { autoFocus: false }]]);
});

test("opens a record, and nothing that is no record", async () => {
  await show();
  say({ type: "deskside:pop", recordId: caseId });
  say({ type: "deskside:pop", recordId: "https://evil.example.com" });
  say({ type: "deskside:pop" });
  expect(navigated.mock.calls).toEqual([[{ type: "standard__recordPage", attributes: { recordId: caseId, actionName: "view" } }]]);
});

test("has the agent's proof signed for the frame's nonce and for this server", async () => {
  await show();
  proofFor.mockResolvedValueOnce("header.claims.signature");
  say({ type: "deskside:sign", nonce: "nonce-1" });
  await settled();
  expect(proofFor).toHaveBeenCalledWith({ nonce: "nonce-1", audience: server });
  expect(posted).toEqual([{ message: { type: "deskside:proof", nonce: "nonce-1", proof: "header.claims.signature" }, origin: server }]);
});

test("says why no proof is given, without telling what is not for people", async () => {
  await show();
  proofFor.mockRejectedValueOnce({ body: { message: "Reload it." } });
  say({ type: "deskside:sign", nonce: "nonce-1" });
  await settled();
  proofFor.mockRejectedValueOnce({ body: { exceptionType: "System.NullPointerException", message: "Attempt to de-reference a null object" } });
  say({ type: "deskside:sign", nonce: "nonce-2" });
  say({ type: "deskside:sign" });
  await settled();
  expect(posted.map((p) => p.message)).toEqual([
    { type: "deskside:refused", nonce: "nonce-1", message: "Reload it." },
    { type: "deskside:refused", nonce: "nonce-2", message: "Salesforce did not confirm who you are." },
  ]);
});

test("takes messages of the frame and of the server's origin alone", async () => {
  await show();
  const strange = document.createElement("iframe");
  document.body.append(strange);
  say({ type: "deskside:sign", nonce: "n" }, { origin: "https://evil.example.com" });
  say({ type: "deskside:sign", nonce: "n" }, { origin: server + ".evil.example.com" });
  say({ type: "deskside:sign", nonce: "n" }, { source: strange.contentWindow });
  say({ type: "deskside:sign", nonce: "n" }, { source: window });
  say("deskside:sign");
  say(null);
  await settled();
  strange.remove();
  expect(proofFor).not.toHaveBeenCalled();
  expect(posted).toEqual([]);
});

test("a ringing call is seen in the utility bar", async () => {
  await show();
  say({ type: "deskside:title", text: "Aiko Tanaka calls" });
  say({ type: "deskside:attention", wanted: true });
  say({ type: "deskside:attention", wanted: false });
  say({ type: "deskside:title", text: "" });
  expect(updateUtility.mock.calls).toEqual([
    ["utility-1", { label: "Aiko Tanaka calls" }],
    ["utility-1", { highlighted: true }],
    ["utility-1", { highlighted: false }],
    ["utility-1", { label: "Deskside" }],
  ]);
  expect(open.mock.calls).toEqual([["utility-1", { autoFocus: false }]]);
});

test("an agent without the permission is told what to ask for", async () => {
  place.mockRejectedValueOnce({ body: { exceptionType: "System.NoAccessException", message: "You do not have access to the Apex class named 'DesksideAgent'." } });
  await show();
  expect(frame).toBeNull();
  expect(element.shadowRoot.querySelector("[role=alert]").textContent).toContain("permission set Deskside Agent");
});

test("leaves nothing behind", async () => {
  await show();
  element.remove();
  expect(unsubscribe).toHaveBeenCalledTimes(2);
  say({ type: "deskside:sign", nonce: "n" }, { source: null });
  expect(proofFor).not.toHaveBeenCalled();
});
