import type { Client } from "../api/client";
import { getFile, previewWrite } from "../api/interactions";
import type { SentFile } from "../api/schema";

/** Gives the browser a file to keep. Its address means nothing outside this page, and little time in it. */
export function keep(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const a = document.createElement("a");
  a.href = address;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // a slow disk may still be reading
}

/** The exact text of a write, as a plain file made in the page. */
export function keepText(key: string, text: string): void {
  keep(key + ".txt", new Blob([text], { type: "text/plain;charset=utf-8" }));
}

/** The bytes as they came, never under a type that would run in our origin. */
export async function keepFile(client: Client, interaction: string, file: SentFile): Promise<void> {
  const bytes = await getFile(client, interaction, file.id);
  keep(file.name, new Blob([bytes], { type: "application/octet-stream" }));
}

/** What a held write holds: its files as the customer sent them, or else its text. */
export async function keepWrite(client: Client, interaction: string, key: string): Promise<void> {
  const write = await previewWrite(client, interaction, key);
  if (write.files.length === 0) keepText(key, write.text);
  for (const file of write.files) await keepFile(client, interaction, file);
}
