import type { Client } from "./client";
import type { ChooseTicket, Interaction, WritePreview } from "./schema";

/** What both agents and admins ask of an interaction and of what it writes. */

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
