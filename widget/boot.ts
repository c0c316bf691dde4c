/** What the server tells a page when it serves it. */
export interface Boot {
  host: "zendesk" | "salesforce" | "standalone";
  location: string;
  account: string;
  sign_in: "zendesk" | "salesforce" | "passphrase" | "sandbox" | "none";
  /** Zendesk: the token of the signed URL that this page was loaded with; good for one use. */
  token: string;
  /** Salesforce: what the organisation is to sign; good for one use. */
  nonce: string;
  /** The page's own half of the nonce, which goes to our server alone. */
  frame: string;
  app: string;
  /** For somebody on the phone, whose browser joins their call. */
  join?: boolean | undefined;
  /** The organisation's own, of what is stored of a choice; without it: English. */
  language?: string | undefined;
  /** Origins that may embed this page. */
  origins: string[];
  /** In the sandbox alone: the stand-in that plays the voice network. */
  simulator?: string | undefined;
}

export function readBoot(doc: Document = document): Boot {
  const text = doc.getElementById("deskside-boot")?.textContent ?? "{}";
  const given = JSON.parse(text) as Partial<Boot>;
  return {
    host: given.host ?? "standalone",
    location: given.location ?? "",
    account: given.account ?? "",
    sign_in: given.sign_in ?? "none",
    token: given.token ?? "",
    nonce: given.nonce ?? "",
    frame: given.frame ?? "",
    app: given.app ?? "",
    join: given.join,
    language: given.language,
    origins: given.origins ?? [],
    simulator: given.simulator,
  };
}
