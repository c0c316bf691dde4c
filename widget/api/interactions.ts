import type { Client } from "./client";
import { search } from "./client";
import type { ChooseTicket, Interaction, InteractionList, WritePreview } from "./schema";

/** What both agents and admins ask of an interaction and of what it writes. */

/** Which contacts are looked for: by what is known of the customer, by ticket, by when they began. */
export interface Wanted {
  q?: string | undefined;
  ticket?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  before?: string | undefined;
  limit?: number;
}

/** However old they are, the newest first. */
export function findInteractions(client: Client, wanted: Wanted): Promise<InteractionList> {
  return client.json("GET", "/v1/interactions" + search(wanted));
}

export function getInteraction(client: Client, id: string): Promise<Interaction> {
  return client.json("GET", `/v1/interactions/${id}`);
}

export function chooseTicket(client: Client, id: string, choice: ChooseTicket): Promise<Interaction> {
  return client.json("POST", `/v1/interactions/${id}/ticket`, choice);
}

/** One write by its key, or all that are held. */
export function retryWrites(client: Client, id: string, key?: string): Promise<Interaction> {
  return client.json("POST", `/v1/interactions/${id}/retry`, key === undefined ? {} : { key });
}

export function dropWrite(client: Client, id: string, key: string, reason: string): Promise<Interaction> {
  return client.json("POST", `/v1/interactions/${id}/writes/${key}/drop`, { reason });
}

export function previewWrite(client: Client, id: string, key: string): Promise<WritePreview> {
  return client.json("GET", `/v1/interactions/${id}/writes/${key}`);
}

/** A file of the customer's, as they sent it. */
export async function getFile(client: Client, id: string, file: string): Promise<Blob> {
  const answer = await client.send("GET", `/v1/interactions/${id}/files/${file}`);
  return answer.blob();
}
