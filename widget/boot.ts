/** What the server tells a page when it serves it. */
export interface Boot {
  host: "zendesk" | "salesforce" | "standalone";
  location: string;
  account: string;
  sign_in: "sandbox" | "none";
  app: string;
  /** Origins that may embed this page. */
  origins: string[];
}

export function readBoot(doc: Document = document): Boot {
  const text = doc.getElementById("deskside-boot")?.textContent ?? "{}";
  const given = JSON.parse(text) as Partial<Boot>;
  return {
    host: given.host ?? "standalone",
    location: given.location ?? "",
    account: given.account ?? "",
    sign_in: given.sign_in ?? "none",
    app: given.app ?? "",
    origins: given.origins ?? [],
  };
}
