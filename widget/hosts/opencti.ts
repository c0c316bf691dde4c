import { Failure } from "../api/failure";
import type { Host } from "./host";
import { Latest } from "./latest";
import { Wire } from "./opencti-wire";
import { caseID, strange, unvouched } from "./salesforce-page";
import styles from "./salesforce.css?inline";

/** Whose page may be around a softphone, where the server names none. */
const anyOrganisation = /^https?:\/\/[\w-.]+(\.force\.com|\.salesforce\.com)(:\d+)?$/;

/** A panel's height, in pixels: the widget is usable, and the record beside it still seen. Salesforce takes 240 to 2560. */
const lowest = 480;
const highest = 720;

/** The class in the package, and its method. */
const apexClass = "DesksideAgent";
const methodName = "proof";

/**
 * Salesforce's own softphone panel, for organisations that have Open CTI. Salesforce says
 * by parameters of our address which page is around us; without them nobody answers, so
 * they stay on the address for as long as the page lives. What the panel does not tell is
 * who the agent is: that comes with the proof.
 */
export function openCTI(allowed: string[], page: Window = window): Host {
  const query = new URLSearchParams(page.location.search);
  const origin = query.get("sfdcIframeOrigin") ?? "";
  const known = allowed.length > 0 ? allowed.includes(origin) : anyOrganisation.test(origin);
  if (page.parent === page || query.get("mode") !== "Lightning" || !known || !origin.startsWith(page.location.protocol + "//")) throw strange();

  const latest = new Latest();
  const wire = new Wire(page, origin);
  const ignored = () => undefined; // a host that refuses a convenience is no reason to stop
  const looking = (at: unknown) => latest.learn({ record: caseID((at as { recordId?: unknown } | undefined)?.recordId) });

  wire.listen("onClickToDial", (click) => {
    if (typeof click["number"] !== "string" || click["number"] === "") return;
    latest.dial({ number: click["number"], record: caseID(click["recordId"]) });
    wire.call("setSoftphonePanelVisibility", { visible: true }).catch(ignored); // the call is seen while it begins
  });
  wire.listen("onNavigationChange", looking);
  wire.call("enableClickToDial").catch(ignored);
  wire.call("getAppViewInfo").then(looking, () => latest.learn({ record: undefined }));
  wire.call("notifyInitializationComplete").catch(ignored);

  let height = 0;
  let shown = false;
  return {
    kind: "salesforce",
    styles,
    context: () => latest.context(),
    onContextChange: (l) => latest.onContextChange(l),
    onDial: (l) => latest.onDial(l),
    pop: (t) => void wire.call("screenPop", { type: "sobject", params: { recordId: t.id } }).catch(ignored),
    setTitle(title) {
      page.document.title = title;
      wire.call("setSoftphoneItemLabel", { label: title }).catch(ignored);
    },
    setHeight(px) {
      const heightPX = Math.min(Math.max(px, lowest), highest);
      if (heightPX !== height) wire.call("setSoftphonePanelHeight", { heightPX }).catch(ignored);
      height = heightPX;
    },
    attention(wanted) {
      if (wanted && !shown) wire.call("setSoftphonePanelVisibility", { visible: true }).catch(ignored);
      shown = wanted;
    },
    async proof(nonce) {
      const audience = page.location.origin; // public_url, since that has no path
      const methodParams = new URLSearchParams({ nonce, audience }).toString();
      const answer = (await wire.call("runApex", { apexClass, methodName, methodParams })) as { runApex?: unknown } | null;
      if (typeof answer?.runApex !== "string") throw new Failure(403, "not_vouched", unvouched);
      return answer.runApex;
    },
  };
}
