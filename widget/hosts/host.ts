import type { Boot } from "../boot";

/** The page that embeds the widget, as far as the widget needs it. */
export interface Host {
  readonly kind: Boot["host"];
  /** There is no CRM around: nobody says who the agent is, and a ticket's link opens as any link does. */
  readonly alone?: boolean;
  /** How it looks, as a style sheet for the page. */
  readonly styles?: string;
  /** The language of the agent in the CRM ("ja", "en-US"), where the host tells it. */
  readonly locale?: string | undefined;
  /** What the host knows now; undefined until it has told. */
  context(): Promise<HostContext>;
  /** Nothing has been told in time: says anew that the page is there. */
  again?(): void;
  onContextChange(listener: (c: HostContext) => void): void;
  /** Somebody clicked a number in the CRM. */
  onDial(listener: (d: Dial) => void): void;
  /** Opens a ticket in the CRM. */
  pop(ticket: { id: string; url?: string | undefined }): void;
  setTitle(text: string): void;
  setHeight(px: number): void;
  /** A call rings, or has stopped ringing: bring the widget into view. */
  attention(wanted: boolean): void;
  /** Where the widget is beside a ticket and in a pane of its own, too: brings up the pane. */
  showPane?(): void;
  /** What rang here was answered in another window or by somebody else: what only the ring has opened may close. */
  answeredElsewhere?(): void;
  /** Where the CRM is asked by way of its page: has it sign who the agent is, for this nonce. */
  proof?(nonce: string): Promise<string>;
}

export interface HostContext {
  user?: { id: string; name: string } | undefined;
  /** Id of the ticket the agent has open. */
  record?: string | undefined;
  /** Whether the host is light or dark, where it tells; the system's own choice holds otherwise. */
  scheme?: Scheme | undefined;
}

export type Scheme = "light" | "dark";

/** A host's own word for its looks, as far as it is one of ours. */
export function schemeOf(word: unknown): Scheme | undefined {
  return word === "light" || word === "dark" ? word : undefined;
}

export interface Dial {
  number: string;
  record?: string | undefined;
}

/** Whether two ids name one record: Salesforce writes the same id with 15 or with 18 characters. */
export function sameRecord(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === "" || b === "") return false;
  if (a === b) return true;
  return /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(a) && /^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/.test(b) && a.slice(0, 15) === b.slice(0, 15);
}
