import type { Boot } from "../boot";
import type { Host } from "./host";
import type { Silent } from "./silence";

/** Salesforce opens a call centre's address with these parameters, and our own component with others. */
function isOpenCTI(query = new URLSearchParams(location.search)): boolean {
  return query.has("sfdcIframeOrigin") || query.has("mode");
}

/** The one place that knows which hosts there are: each comes with the page that is in it. One that does not answer is asked until it does. */
export async function openHost(boot: Boot, told: Silent): Promise<Host> {
  switch (boot.host) {
    case "zendesk":
      return (await import("./zendesk")).zendesk(boot.location, boot.origins, window, told);
    case "salesforce":
      return isOpenCTI() ? (await import("./opencti")).openCTI(boot.origins) : (await import("./salesforce")).salesforce(boot.origins);
    case "standalone":
      return (await import("./standalone")).standalone();
  }
}
