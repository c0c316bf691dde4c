import type { Boot } from "../boot";
import type { Host } from "./host";

/** Salesforce opens a call centre's address with these parameters, and our own component with others. */
function isOpenCTI(query = new URLSearchParams(location.search)): boolean {
  return query.has("sfdcIframeOrigin") || query.has("mode");
}

/** The one place that knows which hosts there are: each comes with the page that is in it. */
export async function openHost(boot: Boot): Promise<Host> {
  switch (boot.host) {
    case "zendesk":
      return (await import("./zendesk")).zendesk(boot.location, boot.origins);
    case "salesforce":
      return isOpenCTI() ? (await import("./opencti")).openCTI(boot.origins) : (await import("./salesforce")).salesforce(boot.origins);
    case "standalone":
      return (await import("./standalone")).standalone();
  }
}
